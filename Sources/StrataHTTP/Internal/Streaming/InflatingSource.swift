internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import Synchronization

/// Inflates the octets of another source, within limits.
final class InflatingSource: OctetSource {
    private let source: any OctetSource
    private let format: DeflateFormat
    private let limits: Inflater.Limits
    private let peer: String
    private let isRequest: Bool

    private struct State {
        var inflater: Inflater?
        /// Compressed octets that have come.
        let rest = ByteWriter()
        var inputHasEnded = false
        var hasEnded = false
    }
    private let state = Mutex(State())

    /// Compressed octets that are inflated at a time: what a few become is bounded, so one step is too.
    private static let slice = 256
    private static let enough = 65536

    /// - Parameter isRequest: whether this is a service, whose handler may let the error rise that it gets.
    init(_ source: any OctetSource, _ format: DeflateFormat, limits: Inflater.Limits, of peer: String, isRequest: Bool = false) {
        self.source = source
        self.format = format
        self.limits = limits
        self.peer = peer
        self.isRequest = isRequest
    }

    func next() async throws -> Bytes? {
        while true {
            let inflated: Result<Bytes, DeflateError> = state.withLock { state in
                Result { () throws(DeflateError) in
                    let output = ByteWriter(capacity: 4096)
                    try inflate(&state, to: output)
                    return output.take()
                }
            }
            switch inflated {
            case .success(let plain): if !plain.isEmpty { return plain }
            case .failure(let error): throw HTTPErrors.inflating(error, "the streamed body of \(peer)", isRequest: isRequest)
            }
            if state.withLock({ $0.hasEnded }) { return nil }
            let octets = try await source.next()
            state.withLock { state in
                if let octets { state.rest.append(octets) } else { state.inputHasEnded = true }
            }
        }
    }

    /// Inflates what has come, up to enough of it.
    private func inflate(_ state: inout State, to output: ByteWriter) throws(DeflateError) {
        guard !state.hasEnded else { return }
        if state.inflater == nil {
            guard state.inputHasEnded || state.rest.count >= 2 else { return }
            let seen = BodyCoding.unwrapped(state.rest.bytes, format)
            state.inflater = Inflater(seen, limits: limits)
        }
        guard let inflater = state.inflater else { return }
        while !state.rest.isEmpty, output.count < Self.enough {
            let count = min(Self.slice, state.rest.count)
            try inflater.inflate(UnsafeRawBufferPointer(rebasing: state.rest.bytes[..<count]), to: output)
            state.rest.drop(count)
        }
        guard state.inputHasEnded, state.rest.isEmpty else { return }
        try inflater.finish()
        state.hasEnded = true
    }
}
