public import StrataCore

extension Timeouts {
    /// A host's: 10 seconds to close, as in WCF, and otherwise what bindings have.
    public static var hostDefaults: Timeouts {
        var timeouts = defaults
        timeouts.close = .seconds(10)
        return timeouts
    }
}
