internal import StrataFraming

/// The limits of the framing, from the settings.
typealias HTTP1Limits = HTTP1.Limits

extension HTTP1.Limits {
    init(_ limits: HTTPLimits, body: Int) {
        self = .defaults
        requestLine = limits.maxStartLineLength
        fieldLine = limits.maxFieldLineLength
        fieldCount = limits.maxFieldCount
        headerBytes = limits.maxFieldBytes
        chunkLine = limits.maxChunkLineLength
        chunkOverhead = limits.maxChunkOverhead
        trailerCount = limits.maxTrailerCount
        trailerBytes = limits.maxTrailerBytes
        interimResponses = limits.maxInterimResponses
        self.body = body
    }

    /// The setting behind a limit of the framing, or of inflating.
    static func setting(_ name: String) -> String {
        switch name {
        case "requestLine": "limits.maxStartLineLength"
        case "fieldLine": "limits.maxFieldLineLength"
        case "fieldCount": "limits.maxFieldCount"
        case "headerBytes": "limits.maxFieldBytes"
        case "chunkLine": "limits.maxChunkLineLength"
        case "chunkOverhead": "limits.maxChunkOverhead"
        case "trailerCount": "limits.maxTrailerCount"
        case "trailerBytes": "limits.maxTrailerBytes"
        case "interimResponses": "limits.maxInterimResponses"
        case "body", "output": "maxReceivedMessageSize"
        case "ratio": "limits.maxInflationRatio"
        default: name
        }
    }
}

extension Inflater.Limits {
    init(_ configuration: HTTPTransport.Configuration) {
        self.init(output: configuration.maxReceivedMessageSize)
        ratio = configuration.limits.maxInflationRatio
    }
}

extension DeflateError {
    /// The setting that was exceeded, and its value.
    var setting: String? { limit.map { "\(HTTP1.Limits.setting($0.name)) (\($0.value))" } }
}
