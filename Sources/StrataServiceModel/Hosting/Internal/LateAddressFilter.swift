internal import StrataCore
internal import Synchronization

/// The filter of an endpoint whose address is known when it listens: a port of the system's choice is part of it.
///
/// Whoever is refused learns that the addresses must agree; what they are, and what to set, is in the endpoint's diagnostics.
final class LateAddressFilter: Sendable {
    private let mode: AddressFilterMode
    private let diagnostics: any Diagnostics
    private let known: Mutex<(filter: AddressFilter, address: EndpointAddress?)?>

    init(_ mode: AddressFilterMode, _ diagnostics: any Diagnostics) {
        self.mode = mode
        self.diagnostics = diagnostics
        switch mode {
        case .exact, .prefix: known = Mutex(nil)
        case .any: known = Mutex((.any, nil))
        case .custom(let filter): known = Mutex((filter, nil))
        }
    }

    func set(_ address: EndpointAddress) { known.withLock { $0 = (mode.filter(at: address), address) } }

    var filter: AddressFilter {
        AddressFilter { [self] to, properties in
            let known = known.withLock { $0 }
            if let known, known.filter.matches(to, properties) { return true }
            refused(to, known?.address)
            return false
        }
    }

    private func refused(_ to: String, _ address: EndpointAddress?) {
        if diagnostics.countsEvents { diagnostics.count(DiagnosticEvent(.refused(.address), source: "service", side: .service)) }
        guard diagnostics.isEnabled(.notice) else { return }
        diagnostics.record(
            DiagnosticRecord(
                source: "service",
                "a message to another address was refused; where callers know the service by that one, as behind a proxy, set its "
                    + "addressFilter to .any, .prefix or a filter of its own",
                fields: [
                    ("to", String(to.prefix(256))), ("endpoint", address?.displayURI ?? "not open yet"), ("addressFilter", "\(mode)"),
                ]), at: .notice)
    }
}
