"""The tables of the policy's other duties: plans, rosters, removals, evaluations.

They are as those of ``diarium.tables``: only ever added to, salted and journaled.
"""
