"""Users, their roles and the areas and times for which they hold them."""
