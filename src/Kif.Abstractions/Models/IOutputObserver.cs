namespace Kif;

/// <summary>An observer of the outputs of trainable linear maps during a forward pass (statistics for gradient masks).</summary>
public interface IOutputObserver
{
    /// <summary>Observes one output; called once per map and forward pass.</summary>
    /// <param name="parameter">The name of the trainable tensor that produced the output.</param>
    /// <param name="output">[..., outputs of that tensor]; borrowed, not to be kept.</param>
    void See(string parameter, Tensor output);
}
