"""Uncertain inputs: how they are sampled, and which values the model's input lines take in each draw."""
