// What the expansions of the macros name, and what a contract's author uses: by one import.
@_exported public import StrataCore
@_exported public import StrataInfoset
