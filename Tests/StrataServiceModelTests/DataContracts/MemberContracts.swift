import Foundation
import StrataInfoset
import StrataServiceModel

// The types of the vectors' Types.cs, each conformance as a person writes it by hand.

private func v(_ name: String) -> ExpandedName { ExpandedName(contract: name, namespace: "urn:v") }

struct Unordered: MemberContract, Equatable {
    var b, a, B, A, z1, y1, x0: Int32

    static let contractName = v("Unordered")
    private static let names = (A: v("A"), B: v("B"), a: v("a"), b: v("b"), x0: v("x0"), y1: v("y1"), z1: v("z1"))

    init(b: Int32, a: Int32, B: Int32, A: Int32, z1: Int32, y1: Int32, x0: Int32) {
        (self.b, self.a, self.B, self.A, self.z1, self.y1, self.x0) = (b, a, B, A, z1, y1, x0)
    }

    init(from members: inout ContractMembers) throws {
        A = try members.readIfPresent(Self.names.A) ?? 0
        B = try members.readIfPresent(Self.names.B) ?? 0
        a = try members.readIfPresent(Self.names.a) ?? 0
        b = try members.readIfPresent(Self.names.b) ?? 0
        x0 = try members.readIfPresent(Self.names.x0) ?? 0
        y1 = try members.readIfPresent(Self.names.y1) ?? 0
        z1 = try members.readIfPresent(Self.names.z1) ?? 0
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(A, as: Self.names.A, coding)
        try builder.write(B, as: Self.names.B, coding)
        try builder.write(a, as: Self.names.a, coding)
        try builder.write(b, as: Self.names.b, coding)
        try builder.write(x0, as: Self.names.x0, coding)
        try builder.write(y1, as: Self.names.y1, coding)
        try builder.write(z1, as: Self.names.z1, coding)
    }
}

struct Base: MemberContract, Equatable {
    var zebra: Int32 = 0
    var ant: Int32 = 0

    static let contractName = v("Base")
    private static let names = (zebra: v("Zebra"), ant: v("Ant"))

    init(zebra: Int32 = 0, ant: Int32 = 0) { (self.zebra, self.ant) = (zebra, ant) }

    init(from members: inout ContractMembers) throws {
        zebra = try members.readIfPresent(Self.names.zebra) ?? 0
        ant = try members.readIfPresent(Self.names.ant) ?? 0
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(zebra, as: Self.names.zebra, coding)
        try builder.write(ant, as: Self.names.ant, coding)
    }
}

struct Heir: MemberContract, Equatable {
    var base = Base()
    var apple: Int32 = 0
    var bee: Int32 = 0

    static let contractName = ExpandedName("Heir", namespace: "urn:w")
    private static let names = (apple: ExpandedName("Apple", namespace: "urn:w"), bee: ExpandedName("Bee", namespace: "urn:w"))

    init(base: Base = Base(), apple: Int32 = 0, bee: Int32 = 0) { (self.base, self.apple, self.bee) = (base, apple, bee) }

    init(from members: inout ContractMembers) throws {
        base = try members.readBase()
        apple = try members.readIfPresent(Self.names.apple) ?? 0
        bee = try members.readIfPresent(Self.names.bee) ?? 0
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try base.write(to: &builder, coding)
        try builder.write(apple, as: Self.names.apple, coding)
        try builder.write(bee, as: Self.names.bee, coding)
    }
}

struct Renamed: MemberContract {
    var a, b, c, d: Int32

    static let contractName = v("Renamed Type")
    private static let names = (a: v("with space"), b: v("1digit"), c: v("a:b"), d: v("_x0041_"))

    init(a: Int32, b: Int32, c: Int32, d: Int32) { (self.a, self.b, self.c, self.d) = (a, b, c, d) }

    init(from members: inout ContractMembers) throws {
        b = try members.readIfPresent(Self.names.b) ?? 0
        d = try members.readIfPresent(Self.names.d) ?? 0
        c = try members.readIfPresent(Self.names.c) ?? 0
        a = try members.readIfPresent(Self.names.a) ?? 0
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(b, as: Self.names.b, coding)
        try builder.write(d, as: Self.names.d, coding)
        try builder.write(c, as: Self.names.c, coding)
        try builder.write(a, as: Self.names.a, coding)
    }
}

struct Defaults: MemberContract {
    var zero: Int32 = 0
    var nothing: String?
    var one: Int32 = 1
    var maybe: Int32?
    var null: String?
    var noInt: Int32?
    var never = DateTime()
    var none = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    static let contractName = v("Defaults")

    init() {}

    init(from members: inout ContractMembers) throws {
        maybe = try members.read(v("Maybe"))
        never = try members.readIfPresent(v("Never")) ?? never
        noInt = try members.read(v("NoInt"))
        none = try members.readIfPresent(v("None")) ?? none
        nothing = try members.read(v("Nothing"))
        null = try members.read(v("Null"))
        one = try members.readIfPresent(v("One")) ?? 0
        zero = try members.readIfPresent(v("Zero")) ?? 0
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.writeUnlessDefault(maybe, as: v("Maybe"), coding)
        try builder.writeUnlessDefault(never, as: v("Never"), coding)
        try builder.write(noInt, as: v("NoInt"), coding)
        try builder.writeUnlessDefault(none, as: v("None"), coding)
        try builder.writeUnlessDefault(nothing, as: v("Nothing"), coding)
        try builder.write(null, as: v("Null"), coding)
        try builder.writeUnlessDefault(one, as: v("One"), coding)
        try builder.writeUnlessDefault(zero, as: v("Zero"), coding)
    }
}

struct Inner: MemberContract, Equatable {
    var name: String?
    var value: Int32 = 0

    static let contractName = ExpandedName("Inner", namespace: "urn:inner")
    private static let names = (name: ExpandedName("Name", namespace: "urn:inner"), value: ExpandedName("Value", namespace: "urn:inner"))

    init(_ name: String? = nil, _ value: Int32 = 0) { (self.name, self.value) = (name, value) }

    init(from members: inout ContractMembers) throws {
        name = try members.read(Self.names.name)
        value = try members.readIfPresent(Self.names.value) ?? 0
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(name, as: Self.names.name, coding)
        try builder.write(value, as: Self.names.value, coding)
    }
}

struct Outer: MemberContract {
    var first: Inner?
    var second: Inner?
    var ints: [Int32]?
    var inners: [Inner?]?

    static let contractName = v("Outer")

    init(first: Inner?, second: Inner?, ints: [Int32]?, inners: [Inner?]?) {
        (self.first, self.second, self.ints, self.inners) = (first, second, ints, inners)
    }

    init(from members: inout ContractMembers) throws {
        first = try members.read(v("First"))
        second = try members.read(v("Second"))
        ints = try members.read(v("Ints"))
        inners = try members.read(v("Inners"))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(first, as: v("First"), coding)
        try builder.write(second, as: v("Second"), coding)
        try builder.write(ints, as: v("Ints"), coding)
        try builder.write(inners, as: v("Inners"), coding)
    }
}

struct Person: MemberContract, Equatable {
    var name: String?
    var age: Int32 = 0
    var nick: String?
    var tags: [String?]?

    static let contractName = v("Person")
    private static let names = (name: v("Name"), age: v("Age"), nick: v("Nick"), tags: v("Tags"))

    init(name: String?, age: Int32 = 0, nick: String? = nil, tags: [String?]? = nil) {
        (self.name, self.age, self.nick, self.tags) = (name, age, nick, tags)
    }

    init(from members: inout ContractMembers) throws {
        name = try members.readRequired(Self.names.name)
        age = try members.readIfPresent(Self.names.age) ?? 0
        nick = try members.read(Self.names.nick)
        tags = try members.read(Self.names.tags)
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(name, as: Self.names.name, coding)
        try builder.write(age, as: Self.names.age, coding)
        try builder.write(nick, as: Self.names.nick, coding)
        try builder.write(tags, as: Self.names.tags, coding)
    }
}
