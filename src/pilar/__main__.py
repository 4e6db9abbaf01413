"""`python -m pilar` is the `pilar` program."""

from pilar.cli import main

main()
