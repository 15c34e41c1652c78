import CCounters
import StrataInfoset
import StrataServiceModel
import Testing

extension HotPathTests {
    /// A contract of ten members, none of which needs memory of its own.
    struct Record: MemberContract {
        var a, b: Int32
        var c: Int64
        var d: Bool
        var e: Double
        var f: DateTime
        var g: TimeSpan
        var h: DecimalNumber
        var i: Int32?
        var j: UInt8

        static let contractName = ExpandedName("Record", namespace: "urn:hot")
        private static let names = (
            a: ExpandedName("a", namespace: "urn:hot"), b: ExpandedName("b", namespace: "urn:hot"),
            c: ExpandedName("c", namespace: "urn:hot"), d: ExpandedName("d", namespace: "urn:hot"),
            e: ExpandedName("e", namespace: "urn:hot"), f: ExpandedName("f", namespace: "urn:hot"),
            g: ExpandedName("g", namespace: "urn:hot"), h: ExpandedName("h", namespace: "urn:hot"),
            i: ExpandedName("i", namespace: "urn:hot"), j: ExpandedName("j", namespace: "urn:hot")
        )

        init(_ number: Int) {
            (a, b, c, d, e) = (Int32(number), -1, 1 << 40, true, 2.5)
            f = DateTime(ticks: Int64(number) * DateTime.ticksPerDay + 1, zone: .utc)
            g = TimeSpan(ticks: Int64(number))
            h = DecimalNumber(Int64(number))
            (i, j) = (nil, 7)
        }

        init(from members: inout ContractMembers) throws {
            a = try members.read(Self.names.a)
            b = try members.read(Self.names.b)
            c = try members.read(Self.names.c)
            d = try members.read(Self.names.d)
            e = try members.read(Self.names.e)
            f = try members.read(Self.names.f)
            g = try members.read(Self.names.g)
            h = try members.read(Self.names.h)
            i = try members.read(Self.names.i)
            j = try members.read(Self.names.j)
        }

        func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
            try builder.write(a, as: Self.names.a, coding)
            try builder.write(b, as: Self.names.b, coding)
            try builder.write(c, as: Self.names.c, coding)
            try builder.write(d, as: Self.names.d, coding)
            try builder.write(e, as: Self.names.e, coding)
            try builder.write(f, as: Self.names.f, coding)
            try builder.write(g, as: Self.names.g, coding)
            try builder.write(h, as: Self.names.h, coding)
            try builder.write(i, as: Self.names.i, coding)
            try builder.write(j, as: Self.names.j, coding)
        }
    }

    @Test("a record of ten members is written and read without an allocation for each")
    func recordCounts() throws {
        let records = (0..<1000).map { Record($0) }
        let name = ExpandedName("records", namespace: "urn:hot")
        let coding = ContractCoding()
        func write() throws -> Infoset {
            var builder = InfosetBuilder()
            try builder.write(records, as: name, coding)
            return try builder.finish()
        }
        let text = try write().text
        let document = try XMLTextReader.read(Bytes(text))
        _ = try document.root.read(as: [Record].self, coding)

        counters_reset()
        let infoset = try write()
        let writing = Double(counters_get(counter_allocations)) / 1000
        counters_reset()
        let read = try document.root.read(as: [Record].self, coding)
        let reading = Double(counters_get(counter_allocations)) / 1000

        #expect(infoset.text == text)
        #expect(read.count == 1000 && read[999].c == 1 << 40)
        if counters_work() != 0 {
            print("allocations of a record of ten members: \(writing) written, \(reading) read")
            #if !DEBUG
                // What there is belongs to the list: the document that grows, the array of records.
                #expect(writing < 0.1)
                #expect(reading < 0.1)
            #endif
        }
    }
}
