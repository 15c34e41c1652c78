import Foundation
import StrataInfoset
import StrataServiceModel
import Testing

/// The lexical forms of simple types.
@Suite("Simple values")
struct SimpleValueTests {
    private let coding = ContractCoding()

    private func read<Value: ContractValue>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        try value(text).read(as: type, coding)
    }

    private func text(_ value: some ContractValue) throws -> String { try written(value).root.string() }

    @Test func integersKeepTheirRanges() throws {
        func check<Value: ContractValue & FixedWidthInteger>(_ type: Value.Type) throws {
            for value in [Value.min, .max, 0, 1] {
                #expect(try text(value) == "\(value)")
                #expect(try read(" \n\(value)\t", as: type) == value)
            }
            #expect(throws: ContractError.self) { try read("\(Value.max)0", as: type) }
            #expect(throws: ContractError.self) { try read("\(Value.isSigned ? "\(Value.min)0" : "-1")", as: type) }
            #expect(try read("+007", as: type) == 7)
        }
        try check(Int8.self)
        try check(Int16.self)
        try check(Int32.self)
        try check(Int64.self)
        try check(Int.self)
        try check(UInt8.self)
        try check(UInt16.self)
        try check(UInt32.self)
        try check(UInt64.self)
        try check(UInt.self)
    }

    @Test(arguments: [
        (1.0, "1"), (-3, "-3"), (0.1, "0.1"), (1e-4, "0.0001"), (1e-5, "1E-05"), (1.25e-7, "1.25E-07"), (123456.789, "123456.789"),
        (1e17, "1E+17"), (-1.5e16, "-15000000000000000"), (1e100, "1E+100"), (999_999, "999999"), (1_000_000, "1000000"),
        (2.2250738585072014e-308, "2.2250738585072014E-308"), (0.001, "0.001"), (100.5, "100.5"),
    ])
    func doublesAsDotNetWritesThem(value: Double, expected: String) throws {
        #expect(try text(value) == expected)
        #expect(try read(expected, as: Double.self) == value)
    }

    /// Seeded, so that a failure comes again.
    @Test func doublesAndFloatsComeBack() throws {
        var state: UInt64 = 42
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
        for _ in 0..<2000 {
            let double = Double(bitPattern: next())
            if double.isFinite { #expect(try read(text(double), as: Double.self) == double) }
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: next() >> 32))
            if float.isFinite { #expect(try read(text(float), as: Float.self) == float) }
        }
    }

    /// Between two floats the digits decide, not the double nearest to them.
    @Test func floatsRoundOnce() throws {
        let between = "1.00000005960464477539062500000000001"
        #expect(try read(between, as: Float.self) == Float(between))
        #expect(try read("1e40", as: Float.self) == .infinity)
    }

    @Test(arguments: [
        ("2024-02-29T12:34:56Z", "2024-02-29T12:34:56Z"), ("2024-02-29T12:34:56.5000000Z", "2024-02-29T12:34:56.5Z"),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00"), ("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999"),
        ("2024-12-31T23:59:59.99999995Z", "2025-01-01T00:00:00Z"), ("1900-03-01T00:00:00-05:30", "1900-03-01T00:00:00-05:30"),
        ("2000-02-29T00:00:00+14:00", "2000-02-29T00:00:00+14:00"), (" 2024-01-01T00:00:00+00:00 ", "2024-01-01T00:00:00+00:00"),
    ])
    func datesComeBack(lexical: String, expected: String) throws {
        #expect(try text(read(lexical, as: DateTime.self)) == expected)
    }

    /// The first and the last day of each year there is.
    @Test func theCalendarHasNoGap() throws {
        var days: Int64 = 0
        for year in 1...9999 {
            let first = try #require(DateTime(year, 1, 1))
            #expect(first.ticks == days * DateTime.ticksPerDay)
            let isLeap = DateTime(year, 2, 29) != nil
            #expect(isLeap == (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)))
            days += isLeap ? 366 : 365
            let last = DateTime(ticks: days * DateTime.ticksPerDay - 1)
            #expect(last.description.hasSuffix("-12-31T23:59:59.9999999"))
        }
    }

    @Test func momentsInUTC() throws {
        #expect(DateTime("2024-01-01T01:00:00+01:00")?.ticksInUTC == DateTime("2024-01-01T00:00:00Z")?.ticks)
        #expect(DateTime("2024-01-01T01:00:00")?.ticksInUTC == nil)
        let date = Date(timeIntervalSince1970: 1_709_210_096.789)
        #expect(try text(date) == "2024-02-29T12:34:56.789Z")
        #expect(try read("2024-02-29T13:34:56.789+01:00", as: Date.self) == date)
        #expect(throws: ContractError.self) { try read("2024-02-29T12:34:56", as: Date.self) }
    }

    @Test(
        arguments: [
            ("PT0S", 0), ("P1D", 864_000_000_000), ("-PT0.0000001S", -1), ("PT1H1M1S", 36_610_000_000), ("P1DT1S", 864_010_000_000),
            ("PT23H59M59.9999999S", 863_999_999_999), ("PT10M", 6_000_000_000),
        ] as [(String, Int64)])
    func durations(text: String, ticks: Int64) throws {
        #expect(TimeSpan(ticks: ticks).description == text)
        #expect(TimeSpan(text)?.ticks == ticks)
    }

    @Test(arguments: [(99, 1), (-99, -1), (149, 1), (150, 2), (-150, -2), (999_999_999, 10_000_000), (1, 0)] as [(Int64, Int64)])
    func nearestDurations(nanoseconds: Int64, ticks: Int64) {
        #expect(TimeSpan(.nanoseconds(nanoseconds))?.ticks == ticks)
    }

    /// What XML Schema has in a URI and RFC 3986 has not becomes octets in hexadecimal.
    @Test(arguments: [
        ("http://example.org/a b", "http://example.org/a%20b"), ("http://example.org/ü?ä", "http://example.org/%C3%BC?%C3%A4"),
        ("a%20b", "a%20b"),
    ])
    func unescapedURIs(text: String, expected: String) throws {
        #expect(try read(text, as: URL.self).relativeString == expected)
    }

    @Test func noURIs() { #expect(throws: ContractError.self) { try read("", as: URL.self) } }

    /// As .NET reads it: the clock of the offset.
    @Test func aMomentWithoutAZoneAndItsOffset() throws {
        let s = "http://schemas.datacontract.org/2004/07/System"
        let read = try value(#"<DateTime xmlns="\#(s)">2024-02-29T12:00:00</DateTime><OffsetMinutes xmlns="\#(s)">330</OffsetMinutes>"#)
            .read(as: DateTimeOffset.self, ContractCoding())
        #expect(read.utc == DateTime("2024-02-29T06:30:00Z") && read.offsetMinutes == 330)
    }

    @Test func longerFormsOfDurations() {
        #expect(TimeSpan("P1Y2M3DT4H5M6.7S")?.description == "P428DT4H5M6.7S")
        #expect(TimeSpan("PT90M")?.description == "PT1H30M")
        #expect(TimeSpan("P0Y")?.ticks == 0)
    }

    @Test(arguments: [
        ("1.10", "1.10"), ("-0.5", "-0.5"), (".5", "0.5"), ("5.", "5"), ("-0", "0"), ("+00012.3400", "12.3400"),
        ("0.00000000000000000000000000005", "0.0000000000000000000000000000"),
        ("0.00000000000000000000000000015", "0.0000000000000000000000000002"),
        ("0.000000000000000000000000000050001", "0.0000000000000000000000000001"),
        ("79228162514264337593543950335.4", "79228162514264337593543950335"),
        ("7922816251426433759354395033.55", "7922816251426433759354395034"),
    ])
    func decimals(text: String, expected: String) throws {
        #expect(try read(text, as: DecimalNumber.self).description == expected)
    }

    @Test func decimalsOfFoundation() throws {
        let value = try #require(Decimal(string: "-12345678901234567890.12345678"))
        #expect(try text(value) == "-12345678901234567890.12345678")
        #expect(try read("1.500", as: Decimal.self) == Decimal(string: "1.5"))
        #expect(throws: ContractError.self) { try written(Decimal.greatestFiniteMagnitude) }
        #expect(throws: ContractError.self) { try written(Decimal.nan) }
    }

    @Test func octets() throws {
        let data = Data((0...255).map { UInt8($0) })
        #expect(try written(data).root.read(as: Data.self, coding) == data)
        #expect(try written(Bytes(Array(data))).root.read(as: Data.self, coding) == data)
        #expect(try written(Data()).root.read(as: Bytes.self, coding).isEmpty)
    }

    /// Octets stay octets where a builder's infoset is read without text in between.
    @Test func typedValuesNeedNoText() throws {
        var builder = InfosetBuilder()
        builder.startElement(ExpandedName("r"))
        let names = ["a", "b", "c", "d", "e"].map { ExpandedName($0) }
        try builder.write(Int32(-5), as: names[0], coding)
        try builder.write(2.5, as: names[1], coding)
        try builder.write(true, as: names[2], coding)
        try builder.write(Bytes([1, 2]), as: names[3], coding)
        try builder.write(UInt64.max, as: names[4], coding)
        builder.endElement()
        var members = try ContractMembers(of: try builder.finish().root, coding)
        #expect(try members.read(names[0], as: Int32.self) == -5)
        #expect(try members.read(names[1], as: Double.self) == 2.5)
        #expect(try members.read(names[2], as: Bool.self))
        #expect(try members.read(names[3], as: Bytes.self) == Bytes([1, 2]))
        #expect(try members.read(names[4], as: UInt64.self) == .max)
    }

    @Test func qualifiedNames() throws {
        for name in [ExpandedName("n"), ExpandedName("n", namespace: "urn:vectors"), ExpandedName("n", namespace: "urn:other")] {
            #expect(try written(name).root.read(as: ExpandedName.self, coding) == name)
            #expect(try written(name as ExpandedName?).root.read(as: ExpandedName?.self, coding) == name)
            #expect(try written(AnyContractValue(name)).root.read(as: AnyContractValue.self, coding).value(as: ExpandedName.self) == name)
        }
    }
}
