using Kif.Testing.Tests.Wrong;

namespace Kif.Testing.Tests;

/// <summary>The results of a suite that is run without a test framework.</summary>
public sealed class SuiteTests
{
    private static ConformanceSuite Suite => ConformanceSuite.ForStrategy(
        KifServices.BuiltIn().AddStrategy<WorksInItsConstructor, NoOptions>("wrong", "wrong", _ => new()), "wrong");

    [Fact]
    public void A_check_is_kept_broken_or_not_judged()
    {
        ConformanceSuite suite = Suite;
        suite.Run("options-unknown").Should().Be(((bool?)true, ""));
        (bool? holds, string message) = suite.Run("constructing");
        holds.Should().BeFalse();
        message.Should().StartWith("'wrong' ").And.Contain("promise: a constructor keeps its arguments");
        suite.Run("learns").Should().Be(((bool?)null, "not judged until 'constructing' holds"));
        suite.RunAll().Select(r => r.Check).Should().Equal(suite.Checks);
    }

    [Fact]
    public void A_check_that_is_not_there_is_refused_with_the_nearest_name() =>
        FluentActions.Invoking(() => Suite.Run("determinsm")).Should().Throw<ArgumentException>().WithMessage("*'determinism'*");
}
