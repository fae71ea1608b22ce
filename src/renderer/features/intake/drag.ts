import { createContext, useContext, useState, type DragEvent } from 'react';

/** What is being dragged within the sheet: files by kind, and the clips when rows are. */
export interface Dragged {
  videos: string[];
  audios: string[];
  clips: string[];
}

/** Names a drag of this window's own, so that nothing else takes it. */
const dragType = 'application/x-shoal-intake';

export const DragContext = createContext<{ dragged: Dragged | null; setDragged: (dragged: Dragged | null) => void }>({
  dragged: null,
  setDragged: () => undefined,
});

/** The handlers of something that can be dragged. */
export function useDragSource(what: () => Dragged): {
  draggable: true;
  onDragStart: (event: DragEvent) => void;
  onDragEnd: () => void;
} {
  const { setDragged } = useContext(DragContext);
  return {
    draggable: true,
    onDragStart: (event) => {
      event.stopPropagation();
      event.dataTransfer.effectAllowed = 'link';
      event.dataTransfer.setData(dragType, '');
      setDragged(what());
    },
    onDragEnd: () => setDragged(null),
  };
}

/** The handlers of something that takes a drag: `take` gives what is to be done with it, or null when it is not for it. */
export function useDropTarget(take: (dragged: Dragged) => (() => void) | null): {
  isOver: boolean;
  onDragOver: (event: DragEvent) => void;
  onDragLeave: () => void;
  onDrop: (event: DragEvent) => void;
} {
  const { dragged, setDragged } = useContext(DragContext);
  const [isOver, setOver] = useState(false);
  return {
    isOver: isOver && dragged !== null,
    onDragOver: (event) => {
      if (dragged === null || take(dragged) === null) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = 'link';
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event) => {
      setOver(false);
      if (dragged === null) return;
      event.preventDefault();
      event.stopPropagation();
      take(dragged)?.();
      setDragged(null);
    },
  };
}
