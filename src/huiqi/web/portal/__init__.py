"""The pages of a firm: everything it is entitled to in one look, and one measure with every reason.

The front page is made of stored rows alone. A measure's page asks the register for the firm and explains
the measure by the rules of the run that people see; what the firm has declared makes it a trial (试算).
"""
