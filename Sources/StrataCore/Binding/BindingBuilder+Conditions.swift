extension BindingBuilder {
    public static func buildOptional(_ part: Settings?) -> Settings { part ?? Settings(elements: []) }
    public static func buildOptional(_ part: Upper?) -> Upper { part ?? Upper(elements: []) }
    public static func buildOptional(_ part: Upgrades?) -> Upgrades { part ?? Upgrades(elements: []) }
    public static func buildOptional(_ part: Upgraded?) -> Upgraded { part ?? Upgraded(elements: []) }

    public static func buildEither(first part: Settings) -> Settings { part }
    public static func buildEither(second part: Settings) -> Settings { part }
    public static func buildEither(first part: Upper) -> Upper { part }
    public static func buildEither(second part: Upper) -> Upper { part }
    public static func buildEither(first part: Upgrades) -> Upgrades { part }
    public static func buildEither(second part: Upgrades) -> Upgrades { part }
    public static func buildEither(first part: Upgraded) -> Upgraded { part }
    public static func buildEither(second part: Upgraded) -> Upgraded { part }
    public static func buildEither(first part: Encoded) -> Encoded { part }
    public static func buildEither(second part: Encoded) -> Encoded { part }
    public static func buildEither(first part: Transport) -> Transport { part }
    public static func buildEither(second part: Transport) -> Transport { part }
    public static func buildEither(first part: BindingStack) -> BindingStack { part }
    public static func buildEither(second part: BindingStack) -> BindingStack { part }

    public static func buildArray(_ parts: [Settings]) -> Settings { Settings(elements: parts.flatMap(\.elements)) }
    public static func buildArray(_ parts: [Upper]) -> Upper { Upper(elements: parts.flatMap(\.elements)) }
    public static func buildArray(_ parts: [Upgrades]) -> Upgrades { Upgrades(elements: parts.flatMap(\.elements)) }
}
