"""The tour: the whole job done unattended with the real windows, and proved against other books than the screen's.

Each step acts as a person would (keys and clicks on real widgets), waits for what the screen says, and then asks the
central service's database and the simulated Safaricom's own record whether it really happened.
"""
