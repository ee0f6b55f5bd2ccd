"""How one citizen behaves: one file per submodel, each rule a pure function of (citizen, sight, parameters, luck).

A rule draws nothing, writes nothing and reads no global; one source runs compiled for all and plain for one citizen.
"""
