"""How lists and papers write the place of a family. Pure."""


def rt_rw(area: str) -> str:
    """ "003/007" from an area code down to the RT, "–/007" from one down to the RW; "" when it ends above."""
    if len(area) == 16:
        return f"{area[13:16]}/{area[10:13]}"
    return f"–/{area[10:13]}" if len(area) == 13 else ""
