import StrataBindings

// The channels alone: no service model, no macros.
print(BasicHTTPBinding().name)
