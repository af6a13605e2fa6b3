"""Many draws through machine code printed from the traced formulas (extra ``fast``): the same numbers as numpy's way.

``plan`` says which lines differ from draw to draw and in which phase of a run they belong; ``items`` takes formulas
apart into what one loop over the periods can do; ``segments`` puts as many as possible into each loop; ``printer``,
``folds`` and ``circle`` write them as LLVM; ``store`` compiles them and keeps them on disk; ``kernel`` runs draws.
"""
