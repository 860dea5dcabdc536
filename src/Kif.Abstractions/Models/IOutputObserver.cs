namespace Kif;

/// <summary>Sees what a trainable linear map gives out during a forward pass (statistics for gradient masks).</summary>
public interface IOutputObserver
{
    /// <summary>Called once per map and forward pass.</summary>
    /// <param name="parameter">Name of the trainable tensor that the output belongs to.</param>
    /// <param name="output">[..., outputs of that tensor]; borrowed, not to be kept.</param>
    void See(string parameter, Tensor output);
}
