/// Puts a stack together, each phase of it a type of its own, so that a wrong order does not compile.
///
/// Top to bottom: message and channel elements (`Upper`), stream upgrades (`Upgrades`), one encoding (`Encoded`), the transport.
/// Settings stand anywhere.
@resultBuilder
public enum BindingBuilder {
    /// Only settings so far.
    public struct Settings: Sendable { var elements: [any BindingElement] }
    /// Message and channel elements, with settings.
    public struct Upper: Sendable { var elements: [any BindingElement] }
    /// Stream upgrades, with settings.
    public struct Upgrades: Sendable { var elements: [any BindingElement] }
    /// Message and channel elements above stream upgrades.
    public struct Upgraded: Sendable { var elements: [any BindingElement] }
    /// A stack down to its encoding.
    public struct Encoded: Sendable { var elements: [any BindingElement] }
    /// The transport alone.
    public struct Transport: Sendable { var elements: [any BindingElement] }

    // MARK: Elements

    /// A settings element.
    public static func buildExpression(_ element: some SettingsElement) -> Settings { Settings(elements: [element]) }
    /// A message element.
    public static func buildExpression(_ element: some MessageElement) -> Upper { Upper(elements: [element]) }
    /// A message element that may suspend.
    public static func buildExpression(_ element: some AsyncMessageElement) -> Upper { Upper(elements: [element]) }
    /// A channel element.
    public static func buildExpression(_ element: some ChannelElement) -> Upper { Upper(elements: [element]) }
    /// A stream upgrade.
    public static func buildExpression(_ element: some StreamUpgradeElement) -> Upgrades { Upgrades(elements: [element]) }
    /// The encoding.
    public static func buildExpression(_ element: some EncodingElement) -> Encoded { Encoded(elements: [element]) }
    /// The transport.
    public static func buildExpression(_ element: some TransportElement) -> Transport { Transport(elements: [element]) }

    // MARK: Top to bottom

    /// Begins with settings.
    public static func buildPartialBlock(first: Settings) -> Settings { first }
    /// Begins with message and channel elements.
    public static func buildPartialBlock(first: Upper) -> Upper { first }
    /// Begins with stream upgrades.
    public static func buildPartialBlock(first: Upgrades) -> Upgrades { first }
    /// Begins with message and channel elements above stream upgrades.
    public static func buildPartialBlock(first: Upgraded) -> Upgraded { first }
    /// Begins with a stack down to its encoding.
    public static func buildPartialBlock(first: Encoded) -> Encoded { first }
    /// Begins with the transport.
    public static func buildPartialBlock(first: Transport) -> Transport { first }
    /// Begins with a whole stack.
    public static func buildPartialBlock(first: BindingStack) -> BindingStack { first }

    /// Settings beneath settings.
    public static func buildPartialBlock(accumulated: Settings, next: Settings) -> Settings {
        Settings(elements: accumulated.elements + next.elements)
    }
    /// Message and channel elements beneath settings.
    public static func buildPartialBlock(accumulated: Settings, next: Upper) -> Upper {
        Upper(elements: accumulated.elements + next.elements)
    }
    /// Stream upgrades beneath settings.
    public static func buildPartialBlock(accumulated: Settings, next: Upgrades) -> Upgrades {
        Upgrades(elements: accumulated.elements + next.elements)
    }
    /// Message and channel elements above stream upgrades beneath settings.
    public static func buildPartialBlock(accumulated: Settings, next: Upgraded) -> Upgraded {
        Upgraded(elements: accumulated.elements + next.elements)
    }
    /// The encoding beneath settings.
    public static func buildPartialBlock(accumulated: Settings, next: Encoded) -> Encoded {
        Encoded(elements: accumulated.elements + next.elements)
    }

    /// Settings beneath message and channel elements.
    public static func buildPartialBlock(accumulated: Upper, next: Settings) -> Upper {
        Upper(elements: accumulated.elements + next.elements)
    }
    /// Message and channel elements beneath message and channel elements.
    public static func buildPartialBlock(accumulated: Upper, next: Upper) -> Upper { Upper(elements: accumulated.elements + next.elements) }
    /// Stream upgrades beneath message and channel elements.
    public static func buildPartialBlock(accumulated: Upper, next: Upgrades) -> Upgraded {
        Upgraded(elements: accumulated.elements + next.elements)
    }
    /// Message and channel elements above stream upgrades beneath message and channel elements.
    public static func buildPartialBlock(accumulated: Upper, next: Upgraded) -> Upgraded {
        Upgraded(elements: accumulated.elements + next.elements)
    }
    /// The encoding beneath message and channel elements.
    public static func buildPartialBlock(accumulated: Upper, next: Encoded) -> Encoded {
        Encoded(elements: accumulated.elements + next.elements)
    }

    /// Settings beneath stream upgrades.
    public static func buildPartialBlock(accumulated: Upgrades, next: Settings) -> Upgrades {
        Upgrades(elements: accumulated.elements + next.elements)
    }
    /// Stream upgrades beneath stream upgrades.
    public static func buildPartialBlock(accumulated: Upgrades, next: Upgrades) -> Upgrades {
        Upgrades(elements: accumulated.elements + next.elements)
    }
    /// The encoding beneath stream upgrades.
    public static func buildPartialBlock(accumulated: Upgrades, next: Encoded) -> Encoded {
        Encoded(elements: accumulated.elements + next.elements)
    }

    /// Settings beneath message and channel elements above stream upgrades.
    public static func buildPartialBlock(accumulated: Upgraded, next: Settings) -> Upgraded {
        Upgraded(elements: accumulated.elements + next.elements)
    }
    /// Stream upgrades beneath message and channel elements above stream upgrades.
    public static func buildPartialBlock(accumulated: Upgraded, next: Upgrades) -> Upgraded {
        Upgraded(elements: accumulated.elements + next.elements)
    }
    /// The encoding beneath message and channel elements above stream upgrades.
    public static func buildPartialBlock(accumulated: Upgraded, next: Encoded) -> Encoded {
        Encoded(elements: accumulated.elements + next.elements)
    }

    /// Settings beneath the encoding.
    public static func buildPartialBlock(accumulated: Encoded, next: Settings) -> Encoded {
        Encoded(elements: accumulated.elements + next.elements)
    }
    /// The transport beneath the encoding.
    public static func buildPartialBlock(accumulated: Encoded, next: Transport) -> BindingStack {
        BindingStack(accumulated.elements + next.elements)
    }

    /// The stack is complete.
    public static func buildFinalResult(_ stack: BindingStack) -> BindingStack { stack }
}
