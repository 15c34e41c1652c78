import Foundation
import StrataInfoset
import StrataServiceModel

/// The Swift values and types of the rows.
enum VectorValues {
    /// The value that a `write` row is the output for.
    static func written(_ row: Vectors.Row) throws -> any ContractValue {
        if let value = simple[row.name] ?? objects[row.name] ?? contracts[row.name] { return value }
        // What white space it is, the file says.
        if row.name == "string-nbsp" { return try document(try Vectors.octets(row.file)).root.string() }
        throw ContractError(path: "", expected: "a value for the row", found: row.name)
    }

    private static let guid = UUID(uuid: (0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF))
    private static let zero = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    private static let simple: [String: any ContractValue] = [
        "bool-true": true, "ubyte-max": UInt8.max, "sbyte-min": Int8.min, "ushort-max": UInt16.max, "int-min": Int32.min,
        "ulong-max": UInt64.max, "float-nan": Float.nan, "float-inf": Float.infinity, "float-ninf": -Float.infinity,
        "float-tenth": Float(0.1), "float-max": Float.greatestFiniteMagnitude, "float-denormal": Float.leastNonzeroMagnitude,
        "float-e10": Float(1e10), "float-third": Float(1) / 3, "double-nan": Double.nan, "double-inf": Double.infinity,
        "double-negzero": -0.0, "double-max": Double.greatestFiniteMagnitude, "double-denormal": Double.leastNonzeroMagnitude,
        "double-e15": 1e15, "double-e16": 1e16, "double-e-5": 1e-5, "double-int": 3.0, "double-e300": 1.5e300,
        "decimal-zero": DecimalNumber(), "decimal-scale": DecimalNumber(110, scale: 2), "decimal-tiny": DecimalNumber(1, scale: 28),
        "decimal-max": DecimalNumber(DecimalNumber.maxMagnitude, scale: 0), "decimal-scaled-zero": DecimalNumber(0, scale: 2),
        "char-a": CharacterCode("a"), "char-surrogate": CharacterCode(55357), "string-empty": "",
        "string-markup": "<a & \"b\" 'c' ]]> >", "string-astral": "😀 世", "string-control": "\u{1}", "string-fffe": "\u{FFFE}",
        "datetime-utc": DateTime("2024-02-29T12:34:56.789Z"), "datetime-unspecified": DateTime(2024, 2, 29, 12, 34, 56),
        "datetime-min": DateTime(), "datetime-max-utc": DateTime(ticks: DateTime.maxTicks, zone: .utc),
        "datetime-tick": DateTime(2022, 9, 28, 22, 13, 20, ticks: 1, zone: .utc),
        "datetimeoffset": DateTimeOffset(ticksInUTC: DateTime(2024, 2, 29, 6, 30)?.ticks ?? 0, offsetMinutes: 330),
        "timespan-zero": TimeSpan(), "timespan-negative": TimeSpan(.seconds(-5400)), "timespan-tick": TimeSpan(ticks: 1),
        "timespan-min": TimeSpan(ticks: .min), "guid": guid, "uri-absolute": URL(string: "http://example.org/a%20b?x=1&y=%20"),
        "uri-relative": URL(string: "a/b"), "bytes": Bytes([0, 1, 2, 0xFD, 0xFE, 0xFF]), "bytes-null": Bytes?.none,
        "nullable-int": Int32?(5), "qname-none": ExpandedName("local"),
    ]

    private static let objects: [String: any ContractValue] = [
        "object-int": AnyContractValue(Int32(42)), "object-string": AnyContractValue("s"), "object-bool": AnyContractValue(true),
        "object-double": AnyContractValue(1.5), "object-decimal": AnyContractValue(DecimalNumber(15, scale: 1)),
        "object-datetime": AnyContractValue(DateTime(2024, 1, 1, zone: .utc)), "object-guid": AnyContractValue(zero),
        "object-bytes": AnyContractValue(Bytes([1])), "object-timespan": AnyContractValue(TimeSpan()),
        "object-char": AnyContractValue(CharacterCode("x")), "object-ubyte": AnyContractValue(UInt8(1)),
        "object-sbyte": AnyContractValue(Int8(1)), "object-null": AnyContractValue?.none,
    ]

    private static let contracts: [String: any ContractValue] = [
        "unordered": Unordered(b: 2, a: 1, B: 4, A: 3, z1: 7, y1: 6, x0: 5), "renamed": Renamed(a: 1, b: 2, c: 3, d: 4),
        // A heir does not fit where only its base is declared; in `object` it does, if it is known.
        "heir-as-base": AnyContractValue(Heir()), "defaults": Defaults(), "struct": Point(x: 1, y: -1), "serializable": Old(),
        "plain": Plain(name: "n", age: 3, next: Plain(name: "m")),
        "outer": Outer(first: Inner("a", 1), second: nil, ints: [1, 2], inners: [Inner("b"), nil]), "ints": [Int32(1), -2, 3],
        "strings": ["a", nil, ""] as [String?], "dictionary": DictionaryEntries([(key: "one", value: Int32(1)), (key: "two", value: 2)]),
        "dictionary-inner": [zero: Inner("z")] as [UUID: Inner?], "names": Names(items: ["a", "b"]), "set": Set([Int32(3), 1]),
        "dates": [DateTime(ticks: DateTime(2024, 1, 1)?.ticks ?? 0)], "nullables": [1, nil] as [Int32?],
        "plains": [Plain(name: "p")] as [Plain?], "enums": [Color.red, .green], "dict-list": ["a": [Int32(1)]],
        "collections": Collections(), "enum": Color.green, "enum-hidden": Color.hidden, "flags-none": Rights(),
        "flags-all": Rights(rawValue: 7),
        "plain-enum": PlainEnum.two, "shape": Shape(label: "s", any: AnyContractValue(Int32(1))),
        "shape-child": Shape(any: AnyContractValue(Inner("i")), child: .circle(Circle(Shape(label: "c"), radius: 2))),
        "shape-square": Shape(any: AnyContractValue([Int32(1), 2]), child: .square(Square(side: 4))),
        "shape-list": Shape(
            any: AnyContractValue(["a"] as [String?]), child: .circle(Circle(Shape(any: AnyContractValue(Color.green))))),
        "shapes": [.circle(Circle(radius: 1)), .shape(Shape())] as [AnyShape?], "box-int": Box(Int32(1)), "box-inner": Box(Inner()),
        "two": Two(String?("l"), Inner?.none), "xml-null": Xml(),
    ]

    /// The Swift type that a `read` row is read as.
    static let types: [String: any ContractValue.Type] = [
        "Person": Person?.self, "Int32": Int32.self, "Boolean": Bool.self, "Double": Double.self, "Decimal": DecimalNumber.self,
        "DateTime": DateTime.self, "TimeSpan": TimeSpan.self, "Guid": UUID.self, "Byte[]": Bytes?.self, "Char": CharacterCode.self,
        "Color": Color.self, "Rights": Rights.self, "List<String>": [String?]?.self, "Object": AnyContractValue.self, "Shape": Shape?.self,
        "Dictionary<String,Int32>": DictionaryEntries<String, Int32>?.self, "Extensible": Extensible?.self, "Node": Node?.self,
        "Renamed": Renamed?.self, "XmlQualifiedName": ExpandedName?.self, "Xml": Xml?.self, "Uri": URL?.self, "String": String?.self,
    ]
}
