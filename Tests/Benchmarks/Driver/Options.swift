import Foundation

struct Options {
    /// The suites to run; all when empty.
    var only: Set<Suite> = []
    var rounds = 5
    /// How long one load of HTTP or TLS lasts.
    var seconds = 1

    init(_ words: ArraySlice<String>) throws {
        var words = words
        while let word = words.popFirst() {
            guard let value = words.popFirst() else { throw Misuse(word: word) }
            switch word {
            case "--only":
                only = Set(
                    try value.split(separator: ",").map { name in
                        guard let suite = Suite(rawValue: String(name)) else { throw Misuse(word: "--only \(name)") }
                        return suite
                    })
            case "--rounds":
                guard let number = Int(value), number > 0 else { throw Misuse(word: "--rounds \(value)") }
                rounds = number
            case "--seconds":
                guard let number = Int(value), number > 0 else { throw Misuse(word: "--seconds \(value)") }
                seconds = number
            default: throw Misuse(word: word)
            }
        }
    }

    struct Misuse: Error, CustomStringConvertible {
        var word: String
        var description: String {
            "'\(word)' is not understood: [--only \(Suite.allCases.map(\.rawValue).joined(separator: ","))] [--rounds N] [--seconds N]"
        }
    }
}

/// A group of comparisons that are printed as one table.
enum Suite: String, CaseIterable {
    case xml, elements, http, https, client, tls, streaming, typed, records, codec, security

    var title: String {
        switch self {
        case .xml: "text XML, parsed and written"
        case .elements: "a message element that does nothing"
        case .http: "SOAP echo over HTTP, kept-alive connections, wrk"
        case .https: "SOAP echo over HTTPS, kept-alive connections, wrk"
        case .client: "our client on our service"
        case .tls: "TLS connections a second"
        case .streaming: "memory while 1 GiB streams through"
        case .typed: "typed contracts against plain messages"
        case .records: "1,000 records each way, wrk"
        case .security: "canonical forms, signatures and encryption"
        case .codec: "data contracts against the bare infoset"
        }
    }

    func run(_ options: Options) async throws -> [Comparison] {
        switch self {
        case .xml: try XMLSuite.run(options)
        case .elements: try await ElementSuite.run(options)
        case .http: try HTTPSuite.run(options, tls: false)
        case .https: try HTTPSuite.run(options, tls: true)
        case .client: try ClientSuite.run(options)
        case .tls: try TLSSuite.run(options)
        case .streaming: try StreamingSuite.run(options)
        case .typed: try TypedSuite.run(options)
        case .records: try RecordsSuite.run(options)
        case .codec: try CodecSuite.run(options)
        case .security: try SecuritySuite.run(options)
        }
    }
}

struct Machine {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let processor: String = {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    }()
}
