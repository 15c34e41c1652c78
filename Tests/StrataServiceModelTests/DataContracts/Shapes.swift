import StrataInfoset
import StrataServiceModel

private func v(_ name: String) -> ExpandedName { ExpandedName(name, namespace: "urn:v") }

/// A base with heirs, a member of any type, and a member in whose place heirs may stand.
struct Shape: MemberContract {
    var label: String?
    var any: AnyContractValue?
    var child: Indirect<AnyShape>?

    static let contractName = v("Shape")
    static let knownTypes: [any ContractValue.Type] = [
        Circle.self, Square.self, Inner.self, [Int32].self, [String?].self, Color.self,
    ]

    init(label: String? = nil, any: AnyContractValue? = nil, child: AnyShape? = nil) {
        (self.label, self.any, self.child) = (label, any, child.map { Indirect($0) })
    }

    init(from members: inout ContractMembers) throws {
        any = try members.read(v("Any"))
        child = try members.read(v("Child"))
        label = try members.read(v("Label"))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(any, as: v("Any"), coding)
        try builder.write(child, as: v("Child"), coding)
        try builder.write(label, as: v("Label"), coding)
    }
}

struct Circle: MemberContract {
    var base = Shape()
    var radius: Double = 0

    static let contractName = v("Circle")

    init(_ base: Shape = Shape(), radius: Double = 0) { (self.base, self.radius) = (base, radius) }

    init(from members: inout ContractMembers) throws {
        base = try members.readBase()
        radius = try members.readIfPresent(v("Radius")) ?? 0
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try base.write(to: &builder, coding)
        try builder.write(radius, as: v("Radius"), coding)
    }
}

struct Square: MemberContract {
    var base = Shape()
    var side: Int32 = 0

    static let contractName = ExpandedName("Sq", namespace: "urn:other")
    private static let sideName = ExpandedName("Side", namespace: "urn:other")

    init(_ base: Shape = Shape(), side: Int32 = 0) { (self.base, self.side) = (base, side) }

    init(from members: inout ContractMembers) throws {
        base = try members.readBase()
        side = try members.readIfPresent(Self.sideName) ?? 0
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try base.write(to: &builder, coding)
        try builder.write(side, as: Self.sideName, coding)
    }
}

/// What may stand where a `Shape` is declared.
enum AnyShape: PolymorphicContract {
    case shape(Shape)
    case circle(Circle)
    case square(Square)

    static let contractName = Shape.contractName
    static let knownTypes: [any ContractValue.Type] = [Shape.self, Circle.self, Square.self]

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        switch self {
        case .shape(let value): try builder.writeContent(value, coding)
        case .circle(let value): try builder.writeTyped(value, coding)
        case .square(let value): try builder.writeTyped(value, coding)
        }
    }

    init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        switch try element.typeName {
        case nil, Shape.contractName: self = .shape(try element.read(coding))
        case Circle.contractName: self = .circle(try element.read(coding))
        case Square.contractName: self = .square(try element.read(coding))
        default: throw ContractError.unknownType(at: element, for: Self.contractName)
        }
    }
}
