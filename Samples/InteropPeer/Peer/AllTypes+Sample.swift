private import Foundation
internal import Strata

extension AllTypes {
    /// The value that every peer sends.
    public static var sample: AllTypes {
        var value = AllTypes()
        value.text = "héllo <&> 世界"
        value.number = -7
        value.real = 1.5e300
        value.when = DateTime(2024, 2, 29, 12, 34, 56, ticks: 7_890_000, zone: .utc) ?? DateTime()
        value.blob = Data(0...255)
        value.ints = [1, -2, .max]
        value.strings = ["a", nil, ""]
        value.nested = Inner(name: "n", value: 5)
        value.nestedList = [Inner(name: "x", value: 1), Inner(name: "y", value: 2)]
        value.maybeInt = 3
        value.color = .blue
        value.flag = true
        value.big = .min
        value.money = DecimalNumber(123_456_789, scale: 4) ?? DecimalNumber()
        value.id = UUID(uuid: (0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF))
        value.span = TimeSpan(ticks: 900_610_010_000)
        value.map = DictionaryEntries([("one", 1), ("two", 2)])
        value.single = 0.1
        value.any = AnyContractValue(Int32(42))
        value.link = URL(string: "http://example.org/x?y=1")
        return value
    }
}

extension AnyTypes {
    /// The value as it goes on the wire: two are the same when this is.
    public func document() throws -> String {
        var builder = InfosetBuilder()
        try builder.write(self, as: ExpandedName("value", namespace: Namespaces.calc), ContractCoding())
        return try builder.finish().text
    }
}
