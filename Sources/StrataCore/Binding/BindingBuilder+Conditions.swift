extension BindingBuilder {
    /// Settings under an `if` without `else`.
    public static func buildOptional(_ part: Settings?) -> Settings { part ?? Settings(elements: []) }
    /// Message and channel elements under an `if` without `else`.
    public static func buildOptional(_ part: Upper?) -> Upper { part ?? Upper(elements: []) }
    /// Stream upgrades under an `if` without `else`.
    public static func buildOptional(_ part: Upgrades?) -> Upgrades { part ?? Upgrades(elements: []) }
    /// Message and channel elements above stream upgrades under an `if` without `else`.
    public static func buildOptional(_ part: Upgraded?) -> Upgraded { part ?? Upgraded(elements: []) }

    /// Settings under an `if`.
    public static func buildEither(first part: Settings) -> Settings { part }
    /// Settings under an `else`.
    public static func buildEither(second part: Settings) -> Settings { part }
    /// Message and channel elements under an `if`.
    public static func buildEither(first part: Upper) -> Upper { part }
    /// Message and channel elements under an `else`.
    public static func buildEither(second part: Upper) -> Upper { part }
    /// Stream upgrades under an `if`.
    public static func buildEither(first part: Upgrades) -> Upgrades { part }
    /// Stream upgrades under an `else`.
    public static func buildEither(second part: Upgrades) -> Upgrades { part }
    /// Message and channel elements above stream upgrades under an `if`.
    public static func buildEither(first part: Upgraded) -> Upgraded { part }
    /// Message and channel elements above stream upgrades under an `else`.
    public static func buildEither(second part: Upgraded) -> Upgraded { part }
    /// A stack down to its encoding under an `if`.
    public static func buildEither(first part: Encoded) -> Encoded { part }
    /// A stack down to its encoding under an `else`.
    public static func buildEither(second part: Encoded) -> Encoded { part }
    /// The transport under an `if`.
    public static func buildEither(first part: Transport) -> Transport { part }
    /// The transport under an `else`.
    public static func buildEither(second part: Transport) -> Transport { part }
    /// A whole stack under an `if`.
    public static func buildEither(first part: BindingStack) -> BindingStack { part }
    /// A whole stack under an `else`.
    public static func buildEither(second part: BindingStack) -> BindingStack { part }

    /// Settings from a loop.
    public static func buildArray(_ parts: [Settings]) -> Settings { Settings(elements: parts.flatMap(\.elements)) }
    /// Message and channel elements from a loop.
    public static func buildArray(_ parts: [Upper]) -> Upper { Upper(elements: parts.flatMap(\.elements)) }
    /// Stream upgrades from a loop.
    public static func buildArray(_ parts: [Upgrades]) -> Upgrades { Upgrades(elements: parts.flatMap(\.elements)) }
}
