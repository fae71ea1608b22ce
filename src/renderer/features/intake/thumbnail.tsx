import { useState, type ReactNode } from 'react';
import type { IntakeFile } from '../../../shared/contract/intake.ts';
import { thumbnailAddress } from '../../../shared/contract/media-addresses.ts';
import { Icon } from '../../ui/icon.tsx';

/** What a file looks like: its picture when it has one, or the mark of its kind. Says nothing to assistive technology. */
export function Thumbnail({ file }: { file: Pick<IntakeFile, 'mediaId' | 'kind' | 'source' | 'probing'> }): ReactNode {
  const [missing, setMissing] = useState(false);
  if (file.kind === 'audio' || file.source === 'url' || file.probing || missing) {
    return (
      <span className={file.kind === 'video' ? 'ph thumb' : 'ph'}>
        <Icon name={file.kind === 'video' ? 'film' : 'sound'} />
      </span>
    );
  }
  return (
    <img
      className="thumb"
      src={thumbnailAddress(file.mediaId)}
      alt=""
      loading="lazy"
      draggable={false}
      onError={() => setMissing(true)}
    />
  );
}
