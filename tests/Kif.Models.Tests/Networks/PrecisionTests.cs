namespace Kif.Models.Tests.Networks;

/// <summary>Half-precision bases beside float32 trainables, against float32 and against the plain formulas.</summary>
public sealed class PrecisionTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public static MatrixTheoryData<string, ScalarType, bool> Halves =>
        new(SmallModels.Names, [ScalarType.BFloat16, ScalarType.Float16], [true, false]);

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Halves))]
    public void Loss_and_gradients_are_those_of_float32_but_for_rounding(string family, ScalarType dtype, bool adapters)
    {
        (double wanted, Tensor reference) = Step(family, ScalarType.Float32, adapters);
        (double loss, Tensor gradient) = Step(family, dtype, adapters);

        gradient.dtype.Should().Be(ScalarType.Float32);
        loss.Should().BeApproximately(wanted, 0.02 * wanted).And.NotBe(wanted);
        Closeness.Difference(gradient, reference).Should().BeLessThan(dtype == ScalarType.BFloat16 ? 0.15 : 0.02);
    }

    [Theory]
    [MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void Half_precision_generates_and_scores_in_float32(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family, ScalarType.BFloat16));
        EncodedExample[] examples = SmallModels.Examples(4);
        Tensor weights = SmallModels.Trained(model);
        using TokenBatch batch = model.Collate(examples);

        model.Generate(examples, weights, 3).Should().HaveCount(4).And.OnlyContain(ids => ids.Length > 0);
        model.Logits(batch, weights).dtype.Should().Be(ScalarType.Float32);
        model.Forward(batch, weights).Loss.dtype.Should().Be(ScalarType.Float32);
    }

    [Fact]
    public void Gradients_too_small_for_float16_survive_it()
    {
        Tensor x = torch.tensor(new float[] { 1, 2 }).requires_grad_();
        Tensor half = ScaledCast.Into(x, ScalarType.Float16), loss = (ScaledCast.OutOf(half) * 3e-8).sum();

        Tensor gradient = torch.autograd.grad([loss], [x])[0];

        half.dtype.Should().Be(ScalarType.Float16);
        gradient.data<float>().ToArray().Should().AllSatisfy(g => g.Should().BeApproximately(3e-8f, 1e-10f));
        (torch.tensor(3e-8f).to_type(ScalarType.Float16) / 2).item<Half>().Should().Be((Half)0, "the plain way loses them");
    }

    [Theory]
    [InlineData(ScalarType.Float64, 1e-13)]
    [InlineData(ScalarType.Float32, 1e-5)]
    [InlineData(ScalarType.BFloat16, 8e-3)]
    public void The_norm_and_its_gradients_are_those_of_the_plain_formula(ScalarType dtype, double tolerance)
    {
        torch.manual_seed(1);
        Tensor x = torch.randn(7, 16, dtype: ScalarType.Float64).to_type(dtype), gain = torch.randn(16, dtype: ScalarType.Float64).to_type(dtype);
        Tensor above = torch.randn(7, 16, dtype: ScalarType.Float64).to_type(dtype);
        Tensor xs = x.to_type(ScalarType.Float64, copy: true).requires_grad_(), gs = gain.to_type(ScalarType.Float64, copy: true).requires_grad_();
        Tensor plain = xs * (xs.square().mean([-1L], keepdim: true) + 1e-6).rsqrt() * gs;
        IList<Tensor> wanted = torch.autograd.grad([plain], [xs, gs], [above.to_type(ScalarType.Float64)]);
        (Tensor leaf, Tensor leafGain) = (x.requires_grad_(), gain.requires_grad_());

        Tensor seen = RmsNormFunction.apply(leaf, leafGain, 1e-6);
        IList<Tensor> gradients = torch.autograd.grad([seen], [leaf, leafGain], [above]);

        Closeness.Difference(seen, plain.detach()).Should().BeLessThan(tolerance);
        Closeness.Difference(gradients[0], wanted[0]).Should().BeLessThan(tolerance);
        Closeness.Difference(gradients[1], wanted[1]).Should().BeLessThan(tolerance);
    }

    [Fact]
    public void Softmax_of_bfloat16_is_that_of_float32_rounded_once()
    {
        torch.manual_seed(1);
        Tensor scores = (torch.randn(64, 500) * 4).to_type(ScalarType.BFloat16);

        Tensor seen = torch.nn.functional.softmax(scores, -1), wide = torch.nn.functional.softmax(scores.to_type(ScalarType.Float32), -1);

        // Half a unit in the last of 8 binary places.
        ((seen.to_type(ScalarType.Float32) - wide).abs() <= wide * (1.001 / 256)).all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void An_adapter_is_stacked_on_a_half_precision_base_but_not_folded_into_it()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5(ScalarType.BFloat16));
        Tensor weights = SmallModels.Trained(model);

        Assert.Throws<CompositionException>(() => model.Grow(weights, AdapterGrowth.Merge)).Message.Should().Contain("float32");
        using ILanguageModel grown = model.Grow(weights, AdapterGrowth.Stack);
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        Tensor fresh = grown.InitialWeights(new(2));

        grown.Frozen.Single().Weights.dtype.Should().Be(ScalarType.Float32);
        Closeness.Difference(grown.Logits(batch, fresh), model.Logits(batch, weights)).Should().BeLessThan(1e-2);
    }

    [Fact]
    public void Precisions_without_hardware_are_named_together_with_the_faster_choice()
    {
        var old = new CpuFeatures { Name = "Old CPU" };
        var newer = new CpuFeatures { Name = "Newer CPU", Avx512BFloat16 = true };

        PrecisionAdvice.For(ScalarType.BFloat16, torch.CPU, old).Should().Contain("Old CPU").And.Contain("float32");
        PrecisionAdvice.For(ScalarType.BFloat16, torch.CPU, newer).Should().BeNull();
        PrecisionAdvice.For(ScalarType.Float16, torch.CPU, newer).Should().Contain("bfloat16 is the faster");
        PrecisionAdvice.For(ScalarType.Float16, torch.CPU, old).Should().Contain("float32 is the faster");
        PrecisionAdvice.For(ScalarType.Float32, torch.CPU, old).Should().BeNull();
        PrecisionAdvice.For(ScalarType.BFloat16, new Device(DeviceType.CUDA, 0), old).Should().BeNull();
        PrecisionAdvice.ForMatmulPrecision(old).Should().Contain("gains nothing");
        PrecisionAdvice.ForMatmulPrecision(newer).Should().BeNull();
    }

    private static (double Loss, Tensor Gradient) Step(string family, ScalarType dtype, bool adapters)
    {
        using LanguageModel model = adapters
            ? LanguageModel.WithAdapters(SmallModels.Of(family, dtype)) : LanguageModel.WithAllWeights(SmallModels.Of(family, dtype));
        using TokenBatch batch = model.Collate(SmallModels.Examples(4));
        // The initial weights of full fine-tuning are the base's, rounded to its type; adapters are moved off their zeros.
        Tensor leaf = (adapters ? SmallModels.Trained(model) : model.InitialWeights(new(3))).requires_grad_();
        Tensor loss = model.Forward(batch, leaf).Loss;
        return (loss.ToDouble(), torch.autograd.grad([loss], [leaf])[0]);
    }
}
