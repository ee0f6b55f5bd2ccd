"""How one citizen behaves: one file per submodel, each rule a pure function of (citizen, what it sees, parameters, luck).

A rule draws nothing, writes nothing and reads no global; the same source runs compiled for the city and plain for one citizen.
"""
