import InteropPeer
import Strata
import StrataInfoset

/// Values of data contracts read and written, against the same documents read and written as an infoset without a contract.
enum CodecSuite {
    private static let name = ExpandedName("value", namespace: "urn:peers:calc")

    static func run(_ options: Options) throws -> [Comparison] {
        let records = (0..<1000).map { Inner?(Inner(name: "record \($0)", value: Int32($0) &* 7919)) }
        let wide = (0..<200).map { _ in AllTypes.sample }
        let collections = (0..<500).map { _ in VectorCollections.sample }
        return try compare(records, "1,000 records of 2 members", options) + compare(wide, "200 values of 21 kinds of members", options)
            + compare(collections, "500 values of 8 kinds of collections", options)
    }

    private static func compare<Value: ContractValue>(_ value: Value, _ what: String, _ options: Options) throws -> [Comparison] {
        let coding = ContractCoding()
        func encoded() throws -> Bytes {
            var builder = InfosetBuilder()
            try builder.write(value, as: name, coding)
            let writer = ByteWriter()
            XMLTextWriter.write(try builder.finish(), to: writer)
            return writer.take()
        }
        let document = try encoded()
        let infoset = try XMLTextReader.read(document, quotas: .maximum)
        let size = "\(what), \(document.count / 1024) KiB"
        var reading = Comparison("\(size), octets to values", "ours", against: "bare infoset", in: "MB/s")
        var writing = Comparison("\(size), values to octets", "ours", against: "bare infoset", in: "MB/s")
        for _ in 0..<options.rounds {
            reading.add(
                try rate(document.count) { _ = try XMLTextReader.read(document, quotas: .maximum).root.read(as: Value.self, coding) },
                try rate(document.count) { _ = try XMLTextReader.read(document, quotas: .maximum) })
            writing.add(
                try rate(document.count) { guard try encoded().count == document.count else { throw Wrong() } },
                try rate(document.count) {
                    let writer = ByteWriter()
                    XMLTextWriter.write(infoset, to: writer)
                    guard writer.take().count == document.count else { throw Wrong() }
                })
        }
        return [reading, writing]
    }

    struct Wrong: Error {}
}
