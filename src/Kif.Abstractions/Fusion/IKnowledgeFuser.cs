namespace Kif;

/// <summary>Decides, unit by unit, how much of the new and how much of the old knowledge to keep.</summary>
public interface IKnowledgeFuser
{
    /// <summary>The fusion of two sets of weights.</summary>
    Fusion Fuse(in FusionInput input);
}
