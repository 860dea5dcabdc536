using Kif.Models;

namespace Kif.Testing;

/// <summary>The checks of a model family.</summary>
internal static class BackboneChecks
{
    public static IReadOnlyList<PromiseCheck<BackboneUnderTest>> All { get; } =
    [
        new("weights-declared", "the weights have the declared names and shapes, each once", Declared),
        new("loss", "the loss is the mean cross entropy of the labeled logits", In(Loss), "weights-declared"),
        new("adapters-at-start", "a fresh adapter changes nothing", In(Fresh), "weights-declared"),
        new("gradients", "gradients are those of finite differences", In(Gradients), "loss"),
        new("padding", "padding changes no loss", In(Padding), "loss"),
        new("batches", "logits do not depend on what else is in the batch", In(Batches), "padding"),
        new("inputs", "the input of every map with an adapter is shown once a pass, token by token", In(InputChecks.Shown), "weights-declared"),
        new("generation", "each generated token is the likeliest of the logits, whatever the batch", In(Generation), "batches"),
        new("gates", "a gate multiplies what the adapters add to its own example", In(GateChecks.Gated), "generation", "batches"),
        new("bfloat16", "a bfloat16 base computes the same up to its precision", In(HalfPrecision), "loss"),
        new("weights-saved", "weights that were written and read again give the same logits", In(WeightFileChecks.Saved), "weights-declared"),
    ];

    private static Action<BackboneUnderTest> In(Action<BackboneUnderTest> check) => subject =>
    {
        using var scope = torch.NewDisposeScope();
        check(subject);
    };

    private static void Declared(BackboneUnderTest subject)
    {
        using IBackbone backbone = subject.Create(new SeededWeights(5), ScalarType.Float32);
        if (backbone.Weights.Count != backbone.Tensors.Count)
            throw new ConformanceException($"declares {backbone.Weights.Count} weights and holds {backbone.Tensors.Count}");
        if (backbone.Weights.GroupBy(w => w.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ConformanceException($"declares the weight '{twice.Key}' twice");
        foreach ((ParameterInfo weight, Tensor tensor) in backbone.Weights.Zip(backbone.Tensors))
            if (!tensor.shape.SequenceEqual(weight.Shape))
                throw new ConformanceException(
                    $"declares '{weight.Name}' as [{string.Join(", ", weight.Shape)}] and holds [{string.Join(", ", tensor.shape)}]");
        if (backbone.Linears.FirstOrDefault(l => l.Index >= backbone.Linears.Count || backbone.Linears[l.Index] != l) is { } stray)
            throw new ConformanceException($"has the linear map '{stray.Module.Path}' at another place than its index says");
    }

    private static void Loss(BackboneUnderTest subject)
    {
        using LanguageModel model = subject.Model();
        using TokenBatch batch = model.Collate(BackboneUnderTest.Examples(4));
        ForwardResult result = model.Forward(batch, BackboneUnderTest.Perturbed(model));
        if (result.Targets.shape[0] != batch.TargetTokens)
            throw new ConformanceException($"gave logits for {result.Targets.shape[0]} of {batch.TargetTokens} labels");
        double wanted = torch.nn.functional.cross_entropy(result.Logits, result.Targets).ToDouble();
        Near(result.Loss.ToDouble(), wanted, 1e-9, "gave the loss");
    }

    private static void Fresh(BackboneUnderTest subject)
    {
        using LanguageModel adapted = subject.Model(), plain = subject.Model(trains: TrainedWeights.All);
        using TokenBatch batch = plain.Collate(BackboneUnderTest.Examples(4));
        Tensor one = adapted.Logits(batch, adapted.InitialWeights(new(1))), other = plain.Logits(batch, plain.InitialWeights(new(1)));
        if (!TensorBits.Of(one).AsSpan().SequenceEqual(TensorBits.Of(other)))
            throw new ConformanceException($"gives other logits with a fresh adapter, by up to {(one - other).abs().max().ToDouble():G3}");
    }

    private static void Gradients(BackboneUnderTest subject)
    {
        const double Step = 1e-5;
        foreach (TrainedWeights trains in Enum.GetValues<TrainedWeights>())
        {
            using LanguageModel model = subject.Model(trains: trains);
            using TokenBatch batch = model.Collate(BackboneUnderTest.Examples(3));
            Tensor weights = BackboneUnderTest.Perturbed(model).requires_grad_();
            Tensor gradient = torch.autograd.grad([model.Forward(batch, weights).Loss], [weights])[0];
            Tensor direction = torch.tensor(Enumerable.Range(0, (int)model.Space.Length).Select(i => Math.Sin(i)).ToArray());
            double Loss(double by) => model.Forward(batch, weights.detach() + direction * by).Loss.ToDouble();
            Near(gradient.dot(direction).ToDouble(), (Loss(Step) - Loss(-Step)) / (2 * Step), 1e-5, $"has, training {trains}, the slope");
        }
    }

    private static void Padding(BackboneUnderTest subject)
    {
        using LanguageModel model = subject.Model();
        EncodedExample one = BackboneUnderTest.Examples(1)[0];
        Tensor weights = BackboneUnderTest.Perturbed(model), pad = torch.zeros(2, 3, dtype: ScalarType.Int64), ignored = pad + EncodedExample.IgnoreIndex;
        using TokenBatch plain = model.Collate([one, one]);
        bool together = plain.Labels.shape[1] == plain.InputIds.shape[1] && model.Backbone.Architecture != ModelArchitecture.EncoderDecoder;
        foreach (bool left in new[] { true, false })
        {
            Tensor Pad(Tensor t, Tensor with) => torch.cat(left ? [with, t] : [t, with], 1);
            using var padded = new TokenBatch(Pad(plain.InputIds, pad), Pad(plain.AttentionMask, pad),
                together ? Pad(plain.Labels, ignored) : plain.Labels.clone(), plain.TargetTokens);
            Near(model.Forward(padded, weights).Loss.ToDouble(), model.Forward(plain, weights).Loss.ToDouble(), 1e-8,
                $"with padding at the {(left ? "beginning" : "end")}, gave the loss");
        }
    }

    private static void Batches(BackboneUnderTest subject)
    {
        using LanguageModel model = subject.Model();
        Tensor weights = BackboneUnderTest.Perturbed(model);
        EncodedExample[] examples = BackboneUnderTest.Examples(4);
        using TokenBatch all = model.Collate(examples);
        Tensor together = model.Forward(all, weights).Logits;
        Tensor[] alone = [.. examples.Select(e =>
        {
            using TokenBatch one = model.Collate([e]);
            return model.Forward(one, weights).Logits;
        })];
        double difference = (torch.cat(alone) - together).abs().max().ToDouble();
        if (!(difference < 1e-8))
            throw new ConformanceException($"gives an example other logits alone than in a batch of {examples.Length}, by up to {difference:G3}");
    }

    private static void Generation(BackboneUnderTest subject)
    {
        using LanguageModel model = subject.Model();
        Tensor weights = BackboneUnderTest.Perturbed(model);
        EncodedExample[] prompts = BackboneUnderTest.Examples(4);
        IReadOnlyList<int[]> together = model.Generate(prompts, weights, 6);
        for (int i = 0; i < prompts.Length; i++)
        {
            if (!model.Generate([prompts[i]], weights, 6)[0].SequenceEqual(together[i]))
                throw new ConformanceException($"continues a prompt otherwise alone than in a batch of {prompts.Length}");
            using TokenBatch batch = model.Collate([prompts[i] with { Target = together[i] }]);
            int[] likeliest = [.. model.Forward(batch, weights).Logits.argmax(-1).data<long>().ToArray().Select(id => (int)id)];
            if (!likeliest.SequenceEqual(together[i]))
                throw new ConformanceException($"generated {string.Join(' ', together[i])} where its logits say {string.Join(' ', likeliest)}");
        }
    }

    private static void HalfPrecision(BackboneUnderTest subject)
    {
        using LanguageModel half = subject.Model(ScalarType.BFloat16), full = subject.Model(ScalarType.Float32);
        if (half.Space.DType != ScalarType.Float32) throw new ConformanceException($"trains in {half.Space.DType} on a bfloat16 base");
        using TokenBatch batch = full.Collate(BackboneUnderTest.Examples(4));
        Near(half.Forward(batch, BackboneUnderTest.Perturbed(half)).Loss.ToDouble(), full.Forward(batch, BackboneUnderTest.Perturbed(full)).Loss.ToDouble(),
            0.1, "on a bfloat16 base, gave the loss");
    }

    private static void Near(double value, double wanted, double tolerance, string what)
    {
        if (!(Math.Abs(value - wanted) <= tolerance * (1 + Math.Abs(wanted)))) throw new ConformanceException($"{what} {value:G9} where {wanted:G9} is right");
    }
}

/// <summary>A tiny backbone with random weights, and examples for it.</summary>
internal sealed record BackboneUnderTest(Func<IWeightSource, ScalarType, IBackbone> Create)
{
    /// <summary>Creates a model that trains adapters on the backbone, or all weights.</summary>
    public LanguageModel Model(ScalarType dtype = ScalarType.Float64, TrainedWeights trains = TrainedWeights.Adapter)
    {
        IBackbone backbone = Create(new SeededWeights(5), dtype);
        return trains == TrainedWeights.All ? LanguageModel.WithAllWeights(backbone) : LanguageModel.WithAdapters(backbone, new() { Rank = 2, Dropout = 0 });
    }

    /// <summary>Creates examples of unequal lengths with token ids from 4 to 15.</summary>
    public static EncodedExample[] Examples(int count)
    {
        var random = new RandomStream(9);
        int[] Ids(int length) => [.. Enumerable.Range(0, length).Select(_ => 4 + random.Next(12))];
        return [.. Enumerable.Range(0, count).Select(i => new EncodedExample(Ids(3 + 2 * i % 7), Ids(1 + i % 3)) { AnswerPositions = [0, 1, 2] })];
    }

    /// <summary>Creates weights that differ from the initial ones, so that no LoRA factor is zero.</summary>
    public static Tensor Perturbed(ILanguageModel model)
    {
        var random = new RandomStream(11);
        double[] noise = [.. Enumerable.Range(0, (int)model.Space.Length).Select(_ => 0.3 * random.NextNormal())];
        return model.InitialWeights(new(3)) + torch.tensor(noise, dtype: model.Space.DType);
    }
}

/// <summary>The check that weights survive being written to a file and read back by name.</summary>
internal static class WeightFileChecks
{
    public static void Saved(BackboneUnderTest subject)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        using LanguageModel model = subject.Model(ScalarType.Float32);
        SafetensorsWriter.Write(path, model.Backbone.Weights.Zip(model.Backbone.Tensors, (w, t) => (w.Name, t)));
        using SafetensorsFile file = SafetensorsFile.Open(path);
        var source = new FileWeights(file);
        IBackbone read = subject.Create(source, ScalarType.Float32);
        using LanguageModel again = LanguageModel.WithAdapters(read, new() { Rank = 2, Dropout = 0 });
        source.AssertAllTaken();
        using TokenBatch batch = model.Collate(BackboneUnderTest.Examples(4));
        Tensor weights = BackboneUnderTest.Perturbed(model);
        if (!TensorBits.Of(model.Logits(batch, weights)).AsSpan().SequenceEqual(TensorBits.Of(again.Logits(batch, weights))))
            throw new ConformanceException("gives other logits with weights that were written and read again");
    }

    private sealed class FileWeights(SafetensorsFile file) : IWeightSource
    {
        private readonly HashSet<string> taken = [];

        public bool Contains(string name) => file.Contains(name);

        public Tensor Take(string name, params long[] shape)
        {
            if (!file.Contains(name)) throw new ConformanceException($"asked for the weight '{name}', which it does not declare");
            taken.Add(name);
            return file.Load(name, device: torch.CPU);
        }

        public void AssertAllTaken(Func<string, bool>? mayRemain = null)
        {
            if (file.Names.FirstOrDefault(n => !taken.Contains(n)) is { } left)
                throw new ConformanceException($"did not take the weight '{left}', which it declares");
        }
    }
}
