using static TorchSharp.torch;

namespace Kif.Models.Tests.Folders;

public sealed class WeightSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public WeightSourceTests()
    {
        File.WriteAllText(folder["config.json"], "{}");
        SafetensorsWriter.Write(folder["model.safetensors"],
            [("layer.0.weight", arange(6, ScalarType.Float32).reshape(2, 3)), ("layer.0.half", ones(2).to(ScalarType.BFloat16)),
                ("ids", ones(2, ScalarType.Int64))]);
    }

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(null, ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16, ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64, ScalarType.Float64)]
    public void Weights_come_in_the_wanted_type_and_outlive_the_source(ScalarType? wanted, ScalarType expected)
    {
        WeightSource weights = Open(wanted);
        Tensor one = weights.Take("layer.0.weight", 2, 3), two = weights.Take("layer.0.half", 2);
        weights.Dispose();

        one.dtype.Should().Be(expected);
        one.to(ScalarType.Float32).data<float>().ToArray().Should().Equal(0, 1, 2, 3, 4, 5);
        two.dtype.Should().Be(expected);
        two.to(ScalarType.Float32).data<float>().ToArray().Should().Equal(1, 1);
    }

    [Fact]
    public void Missing_and_misshapen_weights_are_refused()
    {
        using WeightSource weights = Open();

        weights.Contains("layer.0.weigth").Should().BeFalse();
        weights.TryTake("layer.0.weigth", 2, 3).Should().BeNull();
        weights.Invoking(w => w.Take("layer.0.weigth", 2, 3)).Should().Throw<InvalidDataException>()
            .WithMessage($"'{folder.Path}' has no weight 'layer.0.weigth' of shape [2, 3]. Nearest: 'layer.0.weight'.");
        weights.Invoking(w => w.TryTake("layer.0.weight", 3, 2)).Should().Throw<InvalidDataException>()
            .WithMessage("*model.safetensors': 'layer.0.weight' has shape [2, 3], wanted [3, 2].");
        weights.Invoking(w => w.Take("ids", 2)).Should().Throw<InvalidDataException>().WithMessage("*'ids' is of type Int64*");
    }

    [Fact]
    public void Weights_left_over_are_named_unless_they_may_be_ignored()
    {
        using WeightSource weights = Open();
        weights.Take("layer.0.weight", 2, 3);

        weights.Invoking(w => w.AssertAllTaken()).Should().Throw<InvalidDataException>()
            .WithMessage("*has 2 weights that the model does not know: ids, layer.0.half.");
        weights.Invoking(w => w.AssertAllTaken(name => name == "ids")).Should().Throw<InvalidDataException>().WithMessage("*1 weights*: layer.0.half.");
        weights.Invoking(w => w.AssertAllTaken(name => name is "ids" or "layer.0.half" or "never.there")).Should().NotThrow();
    }

    private WeightSource Open(ScalarType? type = null) => ModelFolder.Open(folder.Path).OpenWeights(type);
}
