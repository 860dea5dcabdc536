using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Options;

/// <summary>Several strategies as one, named with plus signs.</summary>
public sealed class SumTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    [Fact]
    public void A_sum_has_the_parts_of_its_strategies()
    {
        using StrategyComposition sum = Composer.Choose("kif-lora+replay").Compose();
        sum.Parts.Select(p => p.Name).Should().Equal("kif", "orthogonality", "replay");
        sum.Buffer.Should().NotBeNull();
    }

    [Fact]
    public void A_sum_with_plain_training_is_the_other_strategy_bit_for_bit() =>
        TinyRun.Learn(Composer.Choose("seq-lora+kif-lora").Compose()).Should().Equal(TinyRun.Learn(Composer.Choose("kif-lora").Compose()));

    [Fact]
    public void Options_belong_to_the_strategy_that_they_name()
    {
        double[] Learn(params KeyValuePair<string, string>[] settings) => TinyRun.Learn(Composer.Choose("kif-lora+replay", settings).Compose());
        Learn(new("kif-lora.fuse", "take-previous"), new("replay.buffer.share", "0.5")).Should().NotEqual(Learn());
        Learn(new KeyValuePair<string, string>("replay.buffer.share", "0.5")).Should().NotEqual(Learn());
    }

    [Theory]
    [InlineData("kif-lora+ewc", "kif", "orthogonality", "ewc")]
    [InlineData("der+++ewc", "der++", "ewc")]
    [InlineData("ewc+orthogonality", "ewc", "orthogonality")]
    [InlineData("o-lora+replay", "o-lora", "overlap", "replay")]
    [InlineData("migu+a-gem+l2", "migu", "a-gem", "l2")]
    public void What_goes_together_learns_three_tasks(string name, params string[] parts)
    {
        using StrategyComposition sum = Composer.Choose(name).Compose();
        sum.Parts.Select(p => p.Name).Should().Equal(parts);
        TinyRun.Learn(Composer.Choose(name).Compose(), tasks: 3).Should().OnlyContain(w => double.IsFinite(w));
    }

    [Theory]
    [InlineData("o-lora+ewc", "'ewc' ties the weights in training to those of earlier tasks, but 'o-lora' freezes these and starts new adapters")]
    [InlineData("o-lora+kif-lora", "'kif' fuses weights with those of the previous task, but 'o-lora' starts new adapters, which have none")]
    [InlineData("o-lora+inc-lora", "'o-lora' and 'inc-lora' both decide the adapter between tasks; only one part of a composition may")]
    [InlineData("per-task+lwf", "'per-task' gives every task weights of its own, so there is nothing that 'lwf' could keep for earlier tasks")]
    [InlineData("replay+der++", "'replay' and 'der++' both bring a memory; a composition has one replay buffer")]
    [InlineData("kif-lora+replya", "*'replya'; did you mean 'replay'?*")]
    [InlineData("kif-lora+kif-lora", "'kif-lora+kif-lora' names 'kif-lora' twice")]
    [InlineData("kif-lora+kif", "'kif-lora' and 'kif' both have the part 'kif'*")]
    [InlineData("joint+replay", "'joint' learns all tasks at once, so there is no earlier task for 'replay'")]
    [InlineData("seq-full+replay", "'seq-full' trains all weights, but 'replay' trains an adapter")]
    public void What_does_not_go_together_is_refused(string name, string message) =>
        Composer.Invoking(c => c.Choose(name)).Should().Throw<CompositionException>().WithMessage(message);

    [Fact]
    public void An_option_of_a_strategy_that_is_not_in_the_sum_is_refused() =>
        Composer.Invoking(c => c.Choose("kif-lora+replay", [new("kif-lore.fuse", "average")]))
        .Should().Throw<CompositionException>().WithMessage("no strategy in 'kif-lora+replay' is named 'kif-lore'; did you mean 'kif-lora'?*");
}
