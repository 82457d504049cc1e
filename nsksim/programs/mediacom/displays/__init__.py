"""The layouts of what MEDIACOM shows, one module per object.

Which items a display has and in which order is documented; headings, columns, count lines and the
texts of success are ours, in the style of the few displays a manual shows. They stand here only.
"""
