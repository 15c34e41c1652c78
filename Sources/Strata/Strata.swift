// What a service or client author uses every day, by one import.
@_exported public import StrataBindings
@_exported public import StrataCore
@_exported public import StrataDiagnostics
@_exported public import StrataInfoset
@_exported public import StrataServiceModel
