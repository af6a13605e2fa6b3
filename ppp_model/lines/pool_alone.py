"""The fee of the loan that a member would get by itself."""

from ppp_model.engine.line import given

fee_rate = given("1", "Fee, share of the amount.", at="{terms}.fee or {others}.fee")
