internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import Synchronization

/// Inflates the octets of another source, within limits.
final class InflatingSource: OctetSource {
    private let source: any OctetSource
    private let format: DeflateFormat
    private let limit: Int
    private let peer: String

    private struct State {
        var inflater: Inflater?
        /// The first octets, until there are enough to tell what they are.
        var first: [UInt8] = []
        var hasEnded = false
    }
    private let state = Mutex(State())

    init(_ source: any OctetSource, _ format: DeflateFormat, limit: Int, of peer: String) {
        self.source = source
        self.format = format
        self.limit = limit
        self.peer = peer
    }

    func next() async throws -> Bytes? {
        while !state.withLock({ $0.hasEnded }) {
            let octets = try await source.next()
            let inflated: Result<Bytes, DeflateError> = state.withLock { state in
                Result { () throws(DeflateError) in
                    let output = ByteWriter(capacity: 4096)
                    try inflate(octets, &state, to: output)
                    return output.take()
                }
            }
            switch inflated {
            case .success(let plain): if !plain.isEmpty { return plain }
            case .failure(let error): throw refusal(error)
            }
        }
        return nil
    }

    private func inflate(_ octets: Bytes?, _ state: inout State, to output: ByteWriter) throws(DeflateError) {
        if let octets { state.first.append(contentsOf: octets) }
        if state.inflater == nil {
            guard octets == nil || state.first.count >= 2 else { return }
            let seen = state.first.withUnsafeBytes { BodyCoding.unwrapped($0, format) }
            state.inflater = Inflater(seen, limits: Inflater.Limits(output: limit))
        }
        guard let inflater = state.inflater else { return }
        let raw = ByteWriter(capacity: state.first.count)
        raw.append(state.first)
        state.first = []
        try inflater.inflate(raw.bytes, to: output)
        guard octets == nil else { return }
        state.hasEnded = true
        try inflater.finish()
    }

    private func refusal(_ error: DeflateError) -> CommunicationError {
        let setting = error.limit?.name == "output" ? "; the transport's setting maxReceivedMessageSize (\(limit)) raises it" : ""
        return CommunicationError(
            error.code == .limitExceeded ? .quotaExceeded : .protocolViolation,
            "the streamed body of \(peer) cannot be inflated: \(error.reason)\(setting)", cause: error)
    }
}
