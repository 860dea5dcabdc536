using Kif.Tests;

namespace Kif.Strategies.Tests.Replay;

public sealed class MostUncertainBufferTests
{
    [Theory]
    [InlineData(UncertaintyMeasure.Entropy, new[] { "0/0", "0/1", "0/2" })]
    [InlineData(UncertaintyMeasure.Loss, new[] { "0/11", "0/10", "0/9" })]
    public void What_the_trained_model_is_least_sure_of_is_kept(object measure, string[] kept)
    {
        var buffer = new MostUncertainBuffer(new() { Share = 0.25, Measure = (UncertaintyMeasure)measure });
        ScriptedProbe probe = Offers.Probe();
        Offers.Offer(buffer, 0, Offers.Task(0, 12), probe: probe);
        buffer.Contents.Select(m => m.Example.Id).Should().Equal(kept);
        probe.Seen.Should().HaveCount(12, "every training example is probed once");
    }

    [Fact]
    public void A_certain_prediction_has_no_entropy_and_is_no_error()
    {
        var buffer = new MostUncertainBuffer(new() { PerTask = 1 });
        var probe = new ScriptedProbe
        {
            OnForward = examples => new(
                torch.tensor(0.0), torch.tensor(new double[,] { { examples[0].Id == "0/1" ? 0 : double.NegativeInfinity, 3 } }), torch.zeros(1, torch.int64)),
        };
        Offers.Offer(buffer, 0, Offers.Task(0, 3), probe: probe);
        buffer.Contents.Single().Example.Id.Should().Be("0/1");
    }
}
