internal import StrataFraming
internal import StrataInfoset

/// Content codings of bodies: what the fields say, and both ways of the octets (RFC 9110, 8.4 and 12.5.3).
enum BodyCoding {
    /// What a Content-Encoding field asks of its reader.
    enum Named {
        /// The body is as it is.
        case plain
        case coded(DeflateFormat)
        /// A coding that is unknown, or more than one: each layer would be a factor of its own in what a few octets become.
        case refused
    }

    /// For Accept-Encoding, in requests and in refusals of codings.
    static let accepted = "gzip, deflate"

    static func named(by fields: HTTPFields) -> Named {
        guard fields.count(of: "content-encoding") > 0, let value = fields.combined("content-encoding") else { return .plain }
        let text = value.lowercased()
        if text.isEmpty || text == "identity" { return .plain }
        return DeflateFormat(contentCoding: text).map(Named.coded) ?? .refused
    }

    /// Inflates a whole body within limits. Nothing of `output` may be used when it throws.
    static func inflate(
        _ octets: UnsafeRawBufferPointer, _ format: DeflateFormat, limits: Inflater.Limits, to output: ByteWriter
    ) throws(DeflateError) {
        let inflater = Inflater(unwrapped(octets, format), limits: limits)
        try inflater.inflate(octets, to: output)
        try inflater.finish()
    }

    /// `deflate` is zlib's data (RFC 9110, 8.4.1.2); some senders leave the two octets of its head out, and their check at the end.
    static func unwrapped(_ octets: UnsafeRawBufferPointer, _ format: DeflateFormat) -> DeflateFormat {
        guard format == .zlib, octets.count >= 2 else { return format }
        let head = Int(octets[0]) << 8 | Int(octets[1])
        return octets[0] & 15 == 8 && octets[0] >> 4 <= 7 && head % 31 == 0 ? .zlib : .raw
    }

    static func deflate(_ octets: UnsafeRawBufferPointer, _ coding: HTTPContentCoding, to output: ByteWriter) throws(DeflateError) {
        let deflater = Deflater(coding == .gzip ? .gzip : .zlib)
        try deflater.deflate(octets, to: output)
        try deflater.finish(to: output)
    }

    /// Whether an Accept-Encoding field takes the coding by its name, with a weight above zero.
    static func accepts(_ coding: HTTPContentCoding, _ fields: HTTPFields) -> Bool {
        guard let value = fields.combined("accept-encoding") else { return false }
        for element in value.split(separator: ",") {
            let parts = element.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard parts.first == coding.description else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2) ?? "1"
            return weight.contains { ("1"..."9").contains($0) }
        }
        return false
    }
}
