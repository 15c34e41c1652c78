import Foundation
import StrataInfoset
import StrataServiceModel

private func v(_ name: String) -> ExpandedName { ExpandedName(contract: name, namespace: "urn:v") }
private func clr(_ name: String, _ namespace: String = "Vectors") -> ExpandedName {
    ExpandedName(contract: name, namespace: "http://schemas.datacontract.org/2004/07/\(namespace)")
}

struct Plain: MemberContract {
    var name: String?
    var age: Int32 = 0
    var next: Indirect<Plain>?

    static let contractName = clr("Plain")

    init(name: String?, age: Int32 = 0, next: Plain? = nil) {
        (self.name, self.age, self.next) = (name, age, next.map { Indirect($0) })
    }

    init(from members: inout ContractMembers) throws {
        age = try members.readIfPresent(clr("Age")) ?? 0
        name = try members.read(clr("Name"))
        next = try members.read(clr("Next"))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(age, as: clr("Age"), coding)
        try builder.write(name, as: clr("Name"), coding)
        try builder.write(next, as: clr("Next"), coding)
    }
}

struct Extensible: MemberContract {
    var known: Int32 = 0
    var late: Int32 = 0
    var more = ExtensionData()

    static let contractName = v("Extensible")

    init(from members: inout ContractMembers) throws {
        known = try members.readIfPresent(v("Known")) ?? 0
        late = try members.readIfPresent(v("Late")) ?? 0
        more = try members.extensionData()
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        builder.write(more, at: 0)
        try builder.write(known, as: v("Known"), coding)
        builder.write(more, at: 1)
        try builder.write(late, as: v("Late"), coding)
        builder.write(more, at: 2)
    }
}

enum Color: Int32, ContractEnumeration {
    case red, green, hidden

    static let contractName = v("Color")
    static var zero: Color? { .red }

    var valueName: String? {
        switch self {
        case .red: "Red"
        case .green: "dark green"
        case .hidden: nil
        }
    }

    init?(valueName: String) {
        switch valueName {
        case "Red": self = .red
        case "dark green": self = .green
        default: return nil
        }
    }
}

struct Rights: ContractFlags {
    let rawValue: Int32

    static let read = Rights(rawValue: 1)
    static let write = Rights(rawValue: 2)
    static let all = Rights(rawValue: 7)

    static let contractName = v("Rights")
    static let valueNames: [(name: String, value: Rights)] = [("None", []), ("Read", .read), ("Write", .write), ("All", .all)]
}

enum PlainEnum: Int32, ContractEnumeration {
    case one = 1
    case two = 2

    static let contractName = clr("PlainEnum")
    var valueName: String? { self == .one ? "One" : "Two" }
    init?(valueName: String) {
        switch valueName {
        case "One": self = .one
        case "Two": self = .two
        default: return nil
        }
    }
}

struct Point: MemberContract {
    var x, y: Int32

    static let contractName = v("Point")
    static var traits: ContractTraits { [.structured, .valueType] }

    init(x: Int32, y: Int32) { (self.x, self.y) = (x, y) }

    init(from members: inout ContractMembers) throws {
        x = try members.readIfPresent(v("X")) ?? 0
        y = try members.readIfPresent(v("Y")) ?? 0
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(x, as: v("X"), coding)
        try builder.write(y, as: v("Y"), coding)
    }
}

struct Old: MemberContract {
    var field: Int32 = 1
    var auto: Int32 = 4
    var secret: Int32 = 2

    static let contractName = clr("Old")

    init() {}

    init(from members: inout ContractMembers) throws {
        field = try members.read(clr("Field"))
        auto = try members.read(clr("<Auto>k__BackingField"))
        secret = try members.read(clr("secret"))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(field, as: clr("Field"), coding)
        try builder.write(auto, as: clr("<Auto>k__BackingField"), coding)
        try builder.write(secret, as: clr("secret"), coding)
    }
}

struct Box<Content: ContractValue>: MemberContract {
    var content: Content

    static var contractName: ExpandedName { ExpandedName(generic: "Box", of: [Content.contractName], namespace: "urn:v") }

    init(_ content: Content) { self.content = content }
    init(from members: inout ContractMembers) throws { content = try members.read(v("Content")) }
    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { try builder.write(content, as: v("Content"), coding) }
}

struct Two<Left: ContractValue, Right: ContractValue>: MemberContract {
    var left: Left
    var right: Right

    static var contractName: ExpandedName {
        ExpandedName(pattern: "Two{0}And{1}", of: [Left.contractName, Right.contractName], namespace: "urn:v")
    }

    init(_ left: Left, _ right: Right) { (self.left, self.right) = (left, right) }

    init(from members: inout ContractMembers) throws {
        left = try members.read(v("Left"))
        right = try members.read(v("Right"))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(left, as: v("Left"), coding)
        try builder.write(right, as: v("Right"), coding)
    }
}

/// Written by .NET with references, which are refused.
struct Node: MemberContract {
    var name: String?
    var next: Indirect<Node>?

    static let contractName = v("Node")

    init(from members: inout ContractMembers) throws {
        name = try members.read(v("Name"))
        next = try members.read(v("Next"))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(name, as: v("Name"), coding)
        try builder.write(next, as: v("Next"), coding)
    }
}

struct Xml: MemberContract {
    var element, x: XMLFragment?
    var q: ExpandedName?
    var nodes: XMLContent?

    static let contractName = v("Xml")

    init() {}

    init(from members: inout ContractMembers) throws {
        element = try members.read(v("Element"))
        x = try members.read(v("X"))
        q = try members.read(v("Q"))
        nodes = try members.read(v("Nodes"))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(element, as: v("Element"), coding)
        try builder.write(x, as: v("X"), coding)
        try builder.write(q, as: v("Q"), coding)
        try builder.write(nodes, as: v("Nodes"), coding)
    }
}
