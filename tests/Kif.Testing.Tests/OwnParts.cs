namespace Kif.Testing.Tests;

/// <summary>Every registered part is held to the same checks as a third party's.</summary>
public sealed class OwnParts
{
    /// <summary>Of the strategy that a part is put into, what a part can break; the strategies themselves are held to everything.</summary>
    private static readonly string[] Within = ["resume-within-task", "cancellation", "arguments-unchanged", "randomness", "one-example-task",
        "non-finite-gradient", "options-unknown", "options-range"];

    private static readonly KifCatalog Catalog = KifServices.BuiltIn();

    public static TheoryData<string> Decomposers => Names(ComponentKind.Decomposer);

    public static TheoryData<string> Estimators => Names(ComponentKind.Estimator);

    public static TheoryData<string> Fusers => Names(ComponentKind.Fuser);

    [Theory]
    [MemberData(nameof(Decomposers))]
    public void A_decomposer_keeps_every_promise(string name) =>
        Hold(ConformanceSuite.Of(name, PartUnderTest<ISkillUnitDecomposer>.Of(Catalog, name, []), DecomposerChecks.All), DecomposerChecks.All);

    [Theory]
    [MemberData(nameof(Estimators))]
    public void An_estimator_keeps_every_promise(string name) =>
        Hold(ConformanceSuite.Of(name, PartUnderTest<IImportanceEstimator>.Of(Catalog, name, []), EstimatorChecks.All), EstimatorChecks.All);

    [Theory]
    [MemberData(nameof(Fusers))]
    public void A_fuser_keeps_every_promise(string name) =>
        Hold(ConformanceSuite.Of(name, PartUnderTest<IKnowledgeFuser>.Of(Catalog, name, []), FuserChecks.All), FuserChecks.All);

    [Theory]
    [InlineData("uniform", "share=0.5 maxexamples=6", 6, null)]
    [InlineData("uniform", "share=0.5 maxbytes=900", null, 900L)]
    [InlineData("class-balanced", "share=0.5 maxexamples=6", 6, null)]
    [InlineData("class-balanced", "share=0.5 maxbytes=900", null, 900L)]
    [InlineData("reservoir", "maxexamples=6", 6, null)]
    [InlineData("reservoir", "maxexamples=6 maxbytes=700", 6, 700L)]
    [InlineData("reservoir", "maxexamples=6 global=true", 6, null)]
    [InlineData("most-uncertain", "share=0.5 maxexamples=6", 6, null)]
    [InlineData("most-uncertain", "share=0.5 maxbytes=900", null, 900L)]
    [InlineData("surprise", "share=0.5 maxexamples=6", 6, null)]
    [InlineData("surprise", "when=after share=0.5 maxbytes=900", null, 900L)]
    public void A_buffer_keeps_every_promise(string name, string settings, int? maxExamples, long? maxBytes)
    {
        KeyValuePair<string, string>[] options = [.. settings.Split(' ').Select(s => new KeyValuePair<string, string>(s.Split('=')[0], s.Split('=')[1]))];
        Hold(ConformanceSuite.Of(name, PartUnderTest<IReplayBuffer>.Of(Catalog, name, options) with { MaxExamples = maxExamples, MaxBytes = maxBytes },
            BufferChecks.All), BufferChecks.All);
    }

    private static void Hold<T>(ConformanceSuite suite, IReadOnlyList<PromiseCheck<T>> checks) =>
        Verdicts.Hold(suite, [.. checks.Select(c => c.Name).Except(StrategyChecks.All.Select(s => s.Name)), .. Within]);

    private static TheoryData<string> Names(ComponentKind kind) => [.. Catalog.Components.Where(c => c.Kind == kind).Select(c => c.Name)];
}
