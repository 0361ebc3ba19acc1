"""Numbers that name a row of the register, as they are typed."""

import click

ROW_NUMBER = click.IntRange(1, 2**31 - 1)
"""As large as a number of the register can be; a larger one is told of at once."""
