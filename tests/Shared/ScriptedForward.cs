namespace Kif.Tests;

/// <summary>Additional passes for a loss term whose results a test writes; what is not written is refused.</summary>
internal class ScriptedForward : IForward
{
    public virtual IExampleEncoder Encoder => throw new InvalidOperationException("no encoder was scripted");

    public virtual ForwardResult Forward(IReadOnlyList<Example> examples) => throw new InvalidOperationException("no forward pass was scripted");

    public virtual ForwardResult Forward(IReadOnlyList<EncodedExample> examples) =>
        throw new InvalidOperationException("no forward pass over ids was scripted");

    public virtual Tensor LogitsUnder(Tensor weights) => throw new InvalidOperationException("no teacher was scripted");

    public virtual Tensor LogitsUnder(IReadOnlyList<EncodedExample> examples, Tensor? weights) =>
        throw new InvalidOperationException("no teacher over ids was scripted");

    public virtual IReadOnlyList<int[]> Generate(
        IReadOnlyList<EncodedExample> prompts, Tensor? weights, int maxNewTokens, double temperature, RandomStream random) =>
        throw new InvalidOperationException("no generated ids were scripted");
}
