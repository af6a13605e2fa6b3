"""Formulas of basic services that stand alone: numbers or numpy arrays in, numbers or numpy arrays out."""
