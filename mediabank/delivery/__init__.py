"""What leaves the bank: which bytes, under which name, with which words inside."""
