import ForeignXML
import StrataInfoset

/// Text XML against what C programs use for it, on the same documents.
enum XMLSuite {
    private static let sizes: [(name: String, octets: Int)] = [
        ("1 KiB", 1 << 10), ("10 KiB", 10 << 10), ("1 MiB", 1 << 20), ("20 MiB", 20 << 20),
    ]

    static func run(_ options: Options) throws -> [Comparison] {
        if foreign_has_libxml2() == 0 { say("xml: libxml2 is left out, there is no libxml2.so.2 (on Debian: libxml2).") }
        if foreign_has_expat() == 0 { say("xml: expat is left out, there is no libexpat.so.1 (on Debian: libexpat1).") }
        var comparisons: [Comparison] = []
        for size in sizes {
            let document = Documents.orders(octets: size.octets)
            comparisons += try parse(document, size, options)
            comparisons += try write(document, size, options)
        }
        return comparisons
    }

    private static func parse(_ document: [UInt8], _ size: (name: String, octets: Int), _ options: Options) throws -> [Comparison] {
        let bytes = Bytes(document)
        let quotas = XMLQuotas.maximum
        func ours() throws { _ = try XMLTextReader.read(bytes, quotas: quotas) }
        let small = size.octets == 1 << 10
        let large = size.octets == 20 << 20
        var sax = Comparison(
            "parse \(size.name)", "ours", against: "libxml2 SAX2", in: "MB/s",
            .atLeast(small || large ? 1.5 : 2, goal: large ? 2.5 : 3))
        var expat = Comparison(
            "parse \(size.name)", "ours", against: "expat with namespaces", in: "MB/s",
            small || large ? .none : .atLeast(3.5, goal: 7))
        let elements = elementCount(try XMLTextReader.read(bytes, quotas: quotas).root)
        for _ in 0..<options.rounds {
            let own = try rate(document.count, ours)
            if foreign_has_libxml2() != 0 { sax.add(own, try rate(document.count) { try check(foreign_libxml2_sax, document, elements) }) }
            if foreign_has_expat() != 0 { expat.add(own, try rate(document.count) { try check(foreign_expat, document, elements) }) }
        }
        return [sax, expat].filter { !$0.pairs.isEmpty }
    }

    private static func write(_ document: [UInt8], _ size: (name: String, octets: Int), _ options: Options) throws -> [Comparison] {
        guard let tree = document.withUnsafeBytes({ foreign_libxml2_tree($0.baseAddress, $0.count) }) else { return [] }
        defer { foreign_libxml2_free(tree) }
        let infoset = try XMLTextReader.read(Bytes(document), quotas: .maximum)
        var comparison = Comparison(
            "write \(size.name)", "ours", against: "libxml2 xmlDocDumpMemory", in: "MB/s", .atLeast(4, goal: 9))
        for _ in 0..<options.rounds {
            let own = try rate(document.count) {
                let writer = ByteWriter()
                XMLTextWriter.write(infoset, to: writer)
                guard writer.take().count > document.count / 2 else { throw Wrong() }
            }
            comparison.add(own, try rate(document.count) { guard foreign_libxml2_write(tree) > document.count / 2 else { throw Wrong() } })
        }
        return [comparison]
    }

    private static func check(_ read: (UnsafePointer<CChar>?, Int) -> Int, _ document: [UInt8], _ elements: Int) throws {
        let found = document.withUnsafeBytes { read($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count) }
        guard found == elements else { throw Wrong() }
    }

    private static func elementCount(_ element: InfosetCursor) -> Int {
        element.children.reduce(1) { $0 + elementCount($1) }
    }

    struct Wrong: Error {}
}
