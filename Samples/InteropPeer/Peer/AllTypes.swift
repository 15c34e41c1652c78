public import Foundation
public import StrataInfoset

/// `urn:peers:data` `Color`; the third value has another name on the wire.
public enum Color: String, Sendable {
    case red = "Red"
    case green = "Green"
    case blue = "blau"
}

public struct Inner: Sendable, Hashable {
    public var name: String?
    public var value: Int32 = 0

    public init(name: String? = nil, value: Int32 = 0) {
        self.name = name
        self.value = value
    }
}

/// The data contract `AllTypes`, and `DerivedTypes` where `extra` is set: one member for each kind of value that travels.
public struct AllTypes: Sendable, Hashable {
    /// What makes a `DerivedTypes` of it.
    public struct Extra: Sendable, Hashable {
        public var extra: String?
        public init(extra: String? = nil) { self.extra = extra }
    }

    public var text: String?
    public var number: Int32 = 0
    public var real: Double = 0
    public var when = DateTime()
    public var blob: Bytes?
    public var ints: [Int32]?
    public var strings: [String?]?
    public var nested: Inner?
    public var nestedList: [Inner?]?
    public var maybeInt: Int32?
    public var noInt: Int32?
    public var color = Color.red
    public var flag = false
    public var big: Int64 = 0
    public var money = DecimalNumber()
    public var id = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    public var span = TimeSpan()
    public var map: [MapEntry]?
    public var single: Float = 0
    public var any: AnyValue?
    public var link: String?
    public var derived: Extra?

    public init() {}
}

/// An entry of the dictionary; a list of them keeps the order of the wire.
public struct MapEntry: Sendable, Hashable {
    public var key: String
    public var value: Int32

    public init(_ key: String, _ value: Int32) {
        self.key = key
        self.value = value
    }
}

/// The value of a member declared as `object`: its type travels with it.
public enum AnyValue: Sendable, Hashable {
    case string(String)
    case int(Int32)
    case long(Int64)
    case double(Double)
    case float(Float)
    case boolean(Bool)
    case decimal(DecimalNumber)
    case dateTime(DateTime)
    case base64Binary(Bytes)
    case uri(String)
    case guid(UUID)
    case duration(TimeSpan)
    /// `object` itself, without a value of its own.
    case nothing
}

extension AllTypes {
    /// The value that every peer sends.
    public static var sample: AllTypes {
        var value = AllTypes()
        value.text = "héllo <&> 世界"
        value.number = -7
        value.real = 1.5e300
        value.when = DateTime(2024, 2, 29, 12, 34, 56, ticks: 7_890_000, zone: .utc)
        value.blob = Bytes(Array(0...255))
        value.ints = [1, -2, .max]
        value.strings = ["a", nil, ""]
        value.nested = Inner(name: "n", value: 5)
        value.nestedList = [Inner(name: "x", value: 1), Inner(name: "y", value: 2)]
        value.maybeInt = 3
        value.color = .blue
        value.flag = true
        value.big = .min
        value.money = DecimalNumber(123_456_789, scale: 4)
        value.id = UUID(uuid: (0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF))
        value.span = TimeSpan(ticks: 900_610_010_000)
        value.map = [MapEntry("one", 1), MapEntry("two", 2)]
        value.single = 0.1
        value.any = .int(42)
        value.link = "http://example.org/x?y=1"
        return value
    }
}
