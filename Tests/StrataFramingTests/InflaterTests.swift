import StrataFraming
import StrataInfoset
import TestSupport
import Testing

struct InflaterTests {
    static let formats: [DeflateFormat] = [.gzip, .zlib, .raw]

    static func deflated(_ data: [UInt8], _ format: DeflateFormat, pieces: Int = 1, level: Int = 6) throws -> [UInt8] {
        let out = ByteWriter()
        let d = Deflater(format, level: level)
        let step = max(data.count / pieces, 1)
        for at in stride(from: 0, to: data.count, by: step) {
            try Array(data[at..<min(at + step, data.count)]).withBuffer { b throws(DeflateError) in try d.deflate(b, to: out) }
        }
        try d.finish(to: out)
        #expect(throws: DeflateError.self) { try d.finish(to: out) }
        return Array(out.bytes)
    }

    static func inflated(
        _ data: [UInt8], _ format: DeflateFormat, limits: Inflater.Limits = .init(output: 1 << 24), pieces: Int? = nil
    ) throws(DeflateError) -> [UInt8] {
        let out = ByteWriter()
        let i = Inflater(format, limits: limits)
        let step = pieces ?? max(data.count, 1)
        for at in stride(from: 0, to: data.count, by: step) {
            try Array(data[at..<min(at + step, data.count)]).withBuffer { b throws(DeflateError) in try i.inflate(b, to: out) }
            guard out.count <= limits.output else { throw DeflateErrorProbe.overLimit }
        }
        try i.finish()
        return Array(out.bytes)
    }

    enum DeflateErrorProbe {
        /// An error no inflater throws.
        static let overLimit: DeflateError = {
            let i = Inflater(.gzip, limits: .init(output: 0))
            do throws(DeflateError) { try i.finish() } catch { return error }
            preconditionFailure("an empty stream is truncated")
        }()
    }

    static func noise(_ n: Int, _ seed: UInt64) -> [UInt8] {
        var g = SeededGenerator(seed: seed)
        return (0..<n).map { _ in UInt8.random(in: 0...15, using: &g) }
    }

    @Test(arguments: formats) func roundTrips(_ format: DeflateFormat) throws {
        for n in [0, 1, 100, 16383, 16384, 16385, 100_000] {
            let data = Self.noise(n, UInt64(n))
            for level in [0, 1, 9] {
                let packed = try Self.deflated(data, format, pieces: 3, level: level)
                #expect(try Self.inflated(packed, format) == data)
                #expect(try Self.inflated(packed, format, pieces: 7) == data)
            }
        }
        let small = try Self.deflated(Self.noise(500, 1), format)
        #expect(try Self.inflated(small, format, pieces: 1) == Self.noise(500, 1))
    }

    @Test(arguments: formats) func truncatedAtEveryOctet(_ format: DeflateFormat) throws {
        let packed = try Self.deflated(Self.noise(300, 2), format)
        for n in 0..<packed.count {
            let error = #expect(throws: DeflateError.self) { try Self.inflated(Array(packed[..<n]), format) }
            #expect(error?.code == .truncated)
        }
    }

    @Test func trailingOctets() throws {
        for format in Self.formats {
            let packed = try Self.deflated(octets("abc"), format)
            for tail in [[0], [0x1f], octets("garbage")] as [[UInt8]] {
                for pieces in [nil, 1] {
                    let error = #expect(throws: DeflateError.self) { try Self.inflated(packed + tail, format, pieces: pieces) }
                    if format != .gzip { #expect(error?.code == .trailingData) }
                }
            }
        }
    }

    @Test func membersFollowOneAnother() throws {
        let two = try Self.deflated(octets("abc"), .gzip) + Self.deflated(octets("def"), .gzip)
        #expect(try Self.inflated(two, .gzip) == octets("abcdef"))
        #expect(try Self.inflated(two, .gzip, pieces: 1) == octets("abcdef"))
        #expect(throws: DeflateError.self) { try Self.inflated(Array(two.dropLast()), .gzip) }
    }

    @Test func damage() throws {
        // The last eight octets of gzip are the checksum and the length, the last four of zlib the checksum.
        for (format, n) in [(DeflateFormat.gzip, 8), (.zlib, 4)] {
            let packed = try Self.deflated(Self.noise(300, 3), format)
            for i in 0..<n {
                var bad = packed
                bad[bad.count - 1 - i] ^= 1
                let error = #expect(throws: DeflateError.self) { try Self.inflated(bad, format) }
                #expect(error?.code == .malformed)
            }
        }
        #expect(throws: DeflateError.self) { try Self.inflated(octets("<xml/>"), .gzip) }
        #expect(throws: DeflateError.self) { try Self.inflated([], .gzip) }
    }

    @Test(arguments: formats) func outputLimit(_ format: DeflateFormat) throws {
        for n in [1, 1000, 16384, 50000] {
            let packed = try Self.deflated(Self.noise(n, 4), format)
            for pieces in [nil, 1, 100] {
                #expect(try Self.inflated(packed, format, limits: .init(output: n), pieces: pieces).count == n)
                let error = #expect(throws: DeflateError.self) {
                    try Self.inflated(packed, format, limits: .init(output: n - 1), pieces: pieces)
                }
                #expect(error?.limit == .init(name: "output", value: n - 1))
            }
        }
    }

    @Test func ratioLimit() throws {
        let bomb = try Self.deflated([UInt8](repeating: 0, count: 4 << 20), .gzip)
        var limits = Inflater.Limits(output: .max)
        let error = #expect(throws: DeflateError.self) { try Self.inflated(bomb, .gzip, limits: limits) }
        #expect(error?.limit?.name == "ratio")
        limits.ratio = 2000
        #expect(try Self.inflated(bomb, .gzip, limits: limits).count == 4 << 20)
        limits.ratio = 200
        limits.ratioGrace = 4 << 20
        #expect(try Self.inflated(bomb, .gzip, limits: limits).count == 4 << 20)
    }

    @Test func flushedDataCanBeReadAtOnce() throws {
        let out = ByteWriter()
        let d = Deflater(.raw)
        let i = Inflater(.raw, limits: .init(output: 100))
        let plain = ByteWriter()
        for piece in ["abc", "def"] {
            try octets(piece).withBuffer { b throws(DeflateError) in try d.deflate(b, to: out) }
            try d.flush(to: out)
            try i.inflate(out.bytes, to: plain)
            out.removeAll()
        }
        #expect(String(decoding: plain.bytes, as: UTF8.self) == "abcdef")
    }

    @Test func anErrorStays() throws {
        let i = Inflater(.gzip, limits: .init(output: 10))
        let out = ByteWriter()
        for _ in 0..<2 {
            let error = #expect(throws: DeflateError.self) {
                try octets("no gzip").withBuffer { b throws(DeflateError) in try i.inflate(b, to: out) }
            }
            #expect(error?.code == .malformed)
        }
        #expect(throws: DeflateError.self) { try i.finish() }
    }

    @Test func codings() {
        #expect(DeflateFormat(contentCoding: "GZIP") == .gzip && DeflateFormat(contentCoding: "x-gzip") == .gzip)
        #expect(DeflateFormat(contentCoding: "deflate") == .zlib && DeflateFormat(contentCoding: "br") == nil)
    }

    @Test func fuzz() throws {
        var g = SeededGenerator(seed: 99)
        for format in Self.formats {
            let packed = try Self.deflated(Self.noise(2000, 5), format)
            for _ in 0..<500 {
                var bad = packed
                for _ in 0..<Int.random(in: 1...4, using: &g) {
                    bad[Int.random(in: 0..<bad.count, using: &g)] = UInt8.random(in: 0...255, using: &g)
                }
                let whole = try? Self.inflated(bad, format, limits: .init(output: 4000))
                let pieces = try? Self.inflated(bad, format, limits: .init(output: 4000), pieces: 13)
                #expect(whole == pieces)
                #expect((whole?.count ?? 0) <= 4000)
            }
        }
    }
}
