namespace Kif.Testing;

/// <summary>Arguments for the hooks of a <see cref="ContinualStrategy"/> or of its parts, for unit tests without a model.</summary>
/// <param name="space">The parameter space that all vectors belong to.</param>
public sealed class SampleArguments(ParameterSpace space)
{
    /// <summary>Creates a space of LoRA modules: <c>base_model.model.PATH.lora_A.weight</c> [rank, inputs] and <c>lora_B</c> [outputs, rank].</summary>
    /// <param name="rank">The rank.</param>
    /// <param name="modules">Path, inputs and outputs of each module.</param>
    public static ParameterSpace LoraSpace(int rank, params ReadOnlySpan<(string Path, int Inputs, int Outputs)> modules)
    {
        var parameters = new List<ParameterInfo>();
        foreach ((string path, int inputs, int outputs) in modules)
        {
            parameters.Add(new($"base_model.model.{path}.lora_A.weight", new ModuleInfo(path), ParameterRole.LoraA, [rank, inputs]));
            parameters.Add(new($"base_model.model.{path}.lora_B.weight", new ModuleInfo(path), ParameterRole.LoraB, [outputs, rank]));
        }
        return new ParameterSpace(parameters, ScalarType.Float64);
    }

    /// <summary>Creates a vector of the space from its elements.</summary>
    /// <exception cref="ArgumentException">The number of elements is not the space's length.</exception>
    public Tensor Vector(params ReadOnlySpan<double> elements)
    {
        Tensor vector = torch.tensor(elements.ToArray(), dtype: space.DType);
        space.Check(vector);
        return vector;
    }

    /// <summary>Creates the arguments of a space without frozen adapters.</summary>
    public SpaceAttachment SpaceAttachment() => new() { Space = space };

    /// <summary>Creates the arguments of the start of task <paramref name="index"/>.</summary>
    public TaskStart TaskStart(int index, Tensor weights, params IReadOnlyList<ReplayExample> memory) =>
        new()
        {
            Task = $"task{index}", Index = index, TrainExamples = 1, Space = space, Weights = weights, InitialWeights = weights, Memory = memory,
            Random = new RandomStream((ulong)index),
        };

    /// <summary>Creates the arguments of a step's penalty.</summary>
    public PenaltyInput PenaltyInput(Tensor weights, int step = 0) => new() { Position = Position(step), Space = space, Weights = weights };

    /// <summary>Creates the arguments of a step's end.</summary>
    public StepEnd StepEnd(int step, Tensor weights, Tensor gradients) =>
        new() { Position = Position(step), Weights = weights, Gradients = gradients };

    /// <summary>Creates the arguments of a task's end; asking for extra passes is an error.</summary>
    public TaskEnd TaskEnd(int index, Tensor start, Tensor weights, params IReadOnlyList<Example> train) =>
        new()
        {
            Task = $"task{index}", Index = index, Start = start, Weights = weights, Train = train, Passes = new NoPasses(),
            Random = new RandomStream((ulong)index),
        };

    /// <summary>Creates the arguments of a finished task; asking for extra passes is an error.</summary>
    public TaskFinished TaskFinished(int index, Tensor start, Tensor weights, params IReadOnlyList<Example> train) =>
        new()
        {
            Task = $"task{index}", Index = index, Start = start, Weights = weights, Train = train, Passes = new NoPasses(),
            Random = new RandomStream((ulong)index),
        };

    private static StepPosition Position(int step) => new("task0", 0, null, step, step + 1);

    private sealed class NoPasses : IExtraPasses
    {
        public IExampleEncoder Encoder => throw Refused();

        public Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, GradientTarget loss, GradientReduction reduction) => throw Refused();

        public Tensor Logits(IReadOnlyList<Example> examples, Tensor weights) => throw Refused();

        public ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights) => throw Refused();

        public ForwardResult Forward(IReadOnlyList<EncodedExample> examples, Tensor weights) => throw Refused();

        public IReadOnlyList<int[]> Generate(
            IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, RandomStream random) => throw Refused();

        public IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens) => throw Refused();

        private static InvalidOperationException Refused() => new("these sample arguments have no model, so there are no extra passes");
    }
}
