"""Forms of the register: filters, the search box, one form per act."""
