"""The network: a pretrained trunk and one small head a question. Needs torch."""

import torch
from torch import Tensor, nn
from transformers import AutoModel

from streams.language.encoder import labels

WIDTH = 384
LAYERS = 6  # of the trunk
PAIR_WIDTH = 128
DROPOUT = 0.1


class PairHead(nn.Module):
    """Which role a place has in an event, from both vectors, their product and the distance."""

    def __init__(self, roles: int) -> None:
        super().__init__()
        self.event = nn.Linear(WIDTH, PAIR_WIDTH)
        self.place = nn.Linear(WIDTH, PAIR_WIDTH, bias=False)
        self.both = nn.Linear(WIDTH, PAIR_WIDTH, bias=False)
        self.distance = nn.Embedding(labels.DISTANCES, PAIR_WIDTH)
        self.out = nn.Linear(PAIR_WIDTH, roles)

    def forward(self, event: Tensor, place: Tensor, distance: Tensor) -> Tensor:
        """Return each role's logits, a row a pair."""
        hidden = self.event(event) + self.place(place) + self.both(event * place)
        return self.out(torch.relu(hidden + self.distance(distance)))


class Network(nn.Module):
    """Word vectors, and the heads over them."""

    def __init__(self, folder: str, layers: int = LAYERS) -> None:
        super().__init__()
        self.trunk = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.trunk.encoder.layer = self.trunk.encoder.layer[:layers]
        for part in self.trunk.embeddings.parameters():
            part.requires_grad = False
        self.drop = nn.Dropout(DROPOUT)
        self.events = nn.Linear(WIDTH, len(labels.EVENTS))
        self.modalities = nn.Linear(WIDTH, len(labels.MODALITIES))
        self.cues = nn.Linear(WIDTH, 1)
        self.statuses = nn.Linear(WIDTH, len(labels.STATUSES))
        self.measures = nn.Linear(WIDTH, len(labels.MEASURES))
        self.roles = PairHead(len(labels.ROLES))
        self.sanctions_roles = PairHead(len(labels.SANCTIONS_ROLES))

    def vectors(self, pieces: Tensor, mask: Tensor, spread: Tensor) -> Tensor:
        """Return a vector a word.

        Args:
            pieces: Numbers of the word pieces, (sentences, pieces).
            mask: 1 where there is one.
            spread: (sentences, words, pieces): the share of each piece in each word.
        """
        hidden = self.trunk(pieces, attention_mask=mask).last_hidden_state
        return self.drop(torch.bmm(spread, hidden.float()))
